/** All benches, in the order of the table. Another one: a file beside this one, and a line here. */
import type { Bench } from "../bench.ts";
import { applyAnsible } from "./apply-ansible.ts";
import { applySsh } from "./apply-ssh.ts";
import { applySockets } from "./apply-sockets.ts";
import { doctor } from "./doctor.ts";
import { growth } from "./growth.ts";
import { reads } from "./reads.ts";
import { startUp } from "./start-up.ts";

export const benches: readonly Bench[] = [startUp, reads, applySockets, applySsh, applyAnsible, doctor, growth];
