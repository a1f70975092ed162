// The second step of a grave act: it can't be pressed by the same keystroke that opened the question.
import { useEffect, useRef, useState, type ReactNode } from "react";

const ARMED_AFTER_MS = 350;

interface Props {
  className: string;
  testId: string;
  busy: boolean;
  onConfirm: () => void;
  children: ReactNode;
}

export function ConfirmButton({ className, testId, busy, onConfirm, children }: Props) {
  const [armed, setArmed] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const timer = setTimeout(() => setArmed(true), ARMED_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => {
    if (armed) button.current?.focus();
  }, [armed]);
  return (
    <button
      ref={button}
      type="button"
      className={className}
      data-testid={testId}
      disabled={!armed || busy}
      onClick={onConfirm}
    >
      {children}
    </button>
  );
}
