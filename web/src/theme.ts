// Dark or light: the system's wish until the person chooses, then the choice, kept in this browser.
import { useSyncExternalStore } from "react";

export type Theme = "dark" | "light";

const KEY = "tradewind.theme";
const listeners = new Set<() => void>();

function current(): Theme {
  return document.documentElement.dataset.theme === "light" ? "light" : "dark";
}

function show(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  for (const listener of listeners) listener();
}

function chosen(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // a browser that keeps nothing still shows the page
  }
}

matchMedia("(prefers-color-scheme: light)").addEventListener("change", (event) => {
  if (chosen() === null) show(event.matches ? "light" : "dark");
});

export function chooseTheme(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // shown for this visit only
  }
  show(theme);
}

export function useTheme(): Theme {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, current);
}

/** The value of one design token, for drawing on a canvas. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
