import { entry } from "../entry.ts";

export const engineErrors = {};
void entry;
