import { entry } from "../entry.ts";

export const labErrors = {};
void entry;
