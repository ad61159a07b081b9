/**
 * Connections from a place of a lab, where nothing but Node is surely there to make them with: those that are asked for at
 * one time are made by one process.
 */
import { reachOfError } from "../../edges/host/vantage/here.ts";
import type { Lab } from "../../lab/index.ts";
import { type Address, formatAddress } from "../../model/address.ts";
import { type Known, known } from "../../model/known.ts";
import type { Reach } from "../../model/wire-facts.ts";

/** Prints a line for each `address port` of its arguments: its number, and the error's code of a connection that fails. */
const SCRIPT = `process.argv.slice(1).forEach((it, at) => {
  const [host, port] = it.split(" ");
  const socket = require("node:net").connect({ host, port: Number(port), timeout: 2000 });
  const end = (text) => { console.log(at, text); socket.destroy(); };
  socket.once("connect", () => end("answered")); socket.once("timeout", () => end("ETIMEDOUT"));
  socket.once("error", (error) => end(error.code));
});`;

type Connect = (to: Address, port: number) => Promise<Known<Reach>>;

export function connectFrom(lab: Lab, place: string): Connect {
  let goals: string[] = [];
  let ends: Promise<readonly string[]> | undefined;
  const start = async (): Promise<readonly string[]> => {
    await new Promise((resolve) => setImmediate(resolve));
    const argv = [process.execPath, "--eval", SCRIPT, ...goals];
    [goals, ends] = [[], undefined];
    return (await lab.exec(place, argv)).stdout.split("\n");
  };
  return async (to, port) => {
    const at = goals.push(`${formatAddress(to)} ${port}`) - 1;
    const lines = await (ends ??= start());
    const said = lines.find((it) => it.startsWith(`${at} `))?.slice(`${at} `.length) ?? "no answer";
    return said === "answered" ? known({ kind: "answered" }) : reachOfError(said);
  };
}
