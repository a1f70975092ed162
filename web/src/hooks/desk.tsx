// The desk's store for every component below: who subscribes redraws when its own part changed.
import { createContext, useContext, useSyncExternalStore, type ReactNode } from "react";
import type { Desk } from "../stream/desk";
import { DeskStore, type Line } from "../stream/store";

const StoreContext = createContext<DeskStore | null>(null);

export function DeskProvider({ store, children }: { store: DeskStore; children: ReactNode }) {
  return <StoreContext value={store}>{children}</StoreContext>;
}

export function useStore(): DeskStore {
  const store = useContext(StoreContext);
  if (!store) throw new Error("useStore is called outside of DeskProvider");
  return store;
}

/** One part of the desk; `pick` must return the same object as long as nothing changed. */
export function useDesk<T>(pick: (desk: Desk) => T): T {
  const store = useStore();
  return useSyncExternalStore(store.subscribe, () => pick(store.getDesk()));
}

export function useLine(): Line {
  const store = useStore();
  return useSyncExternalStore(store.subscribe, store.getLine);
}
