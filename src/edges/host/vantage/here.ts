/** This machine as the vantage point. */
import { connect as dial } from "node:net";
import { networkInterfaces } from "node:os";
import { type Address, formatAddress, parseAddress } from "../../../model/address.ts";
import { type Known, known, unknownBecause } from "../../../model/known.ts";
import type { Reach } from "../../../model/wire-facts.ts";
import type { Vantage } from "../../../operations/ports/vantage.ts";
import { runHere } from "../run-here.ts";
import { vantageAt } from "./vantage.ts";

const CONNECT_MS = 2000;

export function vantageHere(): Vantage {
  const all = Object.values(networkInterfaces()).flatMap((it) => it?.map((one) => one.address) ?? []);
  return vantageAt({
    name: "here",
    ownAddresses: all.flatMap((it) => parseAddress(it) ?? []),
    run: runHere,
    connect: connectHere,
    platform: process.platform,
  });
}

function connectHere(to: Address, port: number, signal: AbortSignal): Promise<Known<Reach>> {
  return new Promise((resolve) => {
    const socket = dial({ host: formatAddress(to), port, signal, timeout: CONNECT_MS });
    const end = (answer: Known<Reach>) => {
      socket.destroy();
      resolve(answer);
    };
    socket.on("connect", () => end(known({ kind: "answered" })));
    socket.on("timeout", () => end(known({ kind: "silent" })));
    socket.on("error", (error: NodeJS.ErrnoException) => end(reachOfError(error.code ?? error.message)));
  });
}

/** A system's error of a connection as what it tells of the address. */
export function reachOfError(code: string): Known<Reach> {
  if (code === "ECONNREFUSED") return known({ kind: "refused" });
  if (code === "ETIMEDOUT") return known({ kind: "silent" });
  if (code === "EHOSTUNREACH") return known({ kind: "unreachable", text: "no route to host" });
  if (code === "ENETUNREACH") return known({ kind: "unreachable", text: "network is unreachable" });
  if (code === "EACCES") return known({ kind: "unreachable", text: "administratively prohibited" });
  return unknownBecause(`the connection ended with ${code}`);
}
