// A number whose sign matters: said by sign and colour.
export function Signed({ value, text }: { value: number | null | undefined; text: string }) {
  // What rounds to zero is neither gain nor loss.
  const zero = !value || !/[1-9]/.test(text);
  return <span className={zero ? "num" : value > 0 ? "num gain" : "num loss"}>{text}</span>;
}
