/** A finding as JSON has it, wherever it stands. */
import * as z from "zod/mini";
import { maybe, number, said, text } from "./kind.ts";

export const target = z.object({
  lan: maybe(text("a LAN's name")),
  node: maybe(text("a hostname")),
  interface: maybe(text("an interface")),
  network: maybe(text("a network")),
  service: maybe(text("a service")),
  address: maybe(text("an address")),
});

export const findingOut = z.object({
  code: text("stable; see: swarmlan explain CODE"),
  severity: said(z.enum(["error", "warn", "info"]), "errors decide the exit code"),
  message: text("what is wrong"),
  hint: text("what to do next"),
  target: said(target, "what it is about"),
  places: said(
    z.array(z.object({ file: text("the spec"), line: number("from 1"), column: number("from 1") })),
    "where in the spec",
  ),
});

export const findings = said(z.array(findingOut), "errors, warnings and notes");
