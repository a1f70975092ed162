// The whole desk: which panel stands where, and what is chosen.
import { useState } from "react";
import { PlaceOrder } from "../actions/PlaceOrder";
import { useDesk } from "../hooks/desk";
import { useDeskQueries } from "../hooks/useDeskQueries";
import { useFreshness } from "../hooks/useFreshness";
import { useInstruments } from "../hooks/useInstruments";
import { Control } from "./Control";
import { Decision, type Choice } from "./Decision";
import { Equity } from "./Equity";
import { Fills } from "./Fills";
import { Header } from "./Header";
import { Orders } from "./Orders";
import { Portfolio } from "./Portfolio";
import { Positions } from "./Positions";
import { Price } from "./Price";
import { Risk } from "./Risk";

export function Desk() {
  useDeskQueries();
  const status = useDesk((desk) => desk.status);
  const { freshness } = useFreshness();
  const { digits, quote } = useInstruments();
  const [picked, setPicked] = useState<string | null>(null);
  const [choice, setChoice] = useState<Choice>({ kind: "newest" });
  const instruments = status?.instruments ?? [];
  const instrument = picked ?? instruments[0] ?? null;
  const pick = (id: string) => {
    setPicked(id);
    setChoice({ kind: "newest" });
  };
  return (
    <div className="page" data-freshness={freshness} data-state={status?.state}>
      <a className="skip" href="#control">
        Go to the kill switch
      </a>
      <Header instrument={instrument} instruments={instruments} onInstrument={pick} />
      {freshness === "stale" && (
        <p className="stale-bar" role="alert">
          Stale: the figures below are the last that the node sent, and may be wrong by now.
        </p>
      )}
      <main className="desk">
        <Portfolio />
        <div className="column column-market">
          <Price
            instrument={instrument}
            digits={digits(instrument)}
            quote={quote(instrument)}
            onPick={(time) => setChoice({ kind: "bar", time })}
          />
          <Equity />
          <Positions />
        </div>
        <div className="column column-decision">
          <Decision instrument={instrument} choice={choice} onChoose={setChoice} />
        </div>
        <div className="column column-risk">
          <Control />
          <Risk />
          {instrument && <PlaceOrder key={instrument} instrument={instrument} quote={quote(instrument)} />}
        </div>
        <div className="band">
          <Orders />
          <Fills />
        </div>
      </main>
      <footer className="foot">
        <span>
          Times are UTC, money is in the account's currency. Charts:{" "}
          <a href="https://www.tradingview.com/" rel="noreferrer">
            TradingView Lightweight Charts™
          </a>
        </span>
      </footer>
    </div>
  );
}
