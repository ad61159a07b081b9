import { entry } from "../entry.ts";

export const swarmErrors = {};
void entry;
