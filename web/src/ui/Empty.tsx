// What stands where there is nothing to show: which thing is missing and what brings it.
export function Empty({ children }: { children: string }) {
  return <p className="empty">{children}</p>;
}
