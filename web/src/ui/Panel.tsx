// A titled region of the desk.
import { useId, type ReactNode } from "react";

interface Props {
  title: string;
  /** What stands at the right end of the title line. */
  aside?: ReactNode;
  className?: string;
  testId?: string;
  children: ReactNode;
}

export function Panel({ title, aside, className = "", testId, children }: Props) {
  const id = useId();
  return (
    <section className={`panel ${className}`} aria-labelledby={id} data-testid={testId}>
      <header className="panel-head">
        <h2 id={id}>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}
