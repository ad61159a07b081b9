import { entry } from "../entry.ts";

export const planErrors = {};
void entry;
