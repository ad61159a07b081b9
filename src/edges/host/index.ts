/** What this machine can tell of the hosts that nodes run on. */
export { thisMachine } from "./this-machine.ts";
