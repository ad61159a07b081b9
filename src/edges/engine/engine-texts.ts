/**
 * What an Engine's refusal means, told from its HTTP status and its text.
 *
 * The texts are those of Engines 20.10 to 29.7 (engine tests hold each verbatim). What is in no row stays ENGINE_REFUSED:
 * a wrong guess would be worse than the Engine's own words. The same texts come back as a task's `Status.Err`.
 */

/** Codes that a text can stand for; `subject` is the name that the text holds, where it holds one. */
export type RefusalCode =
  | "OUT_OF_SEQUENCE"
  | "NAME_TAKEN"
  | "NETWORK_IN_USE"
  | "PARENT_MISSING"
  | "PARENT_IN_USE"
  | "CONFIG_FROM_MISSING"
  | "NO_SWARM"
  | "NOT_A_MANAGER"
  | "SWARM_NO_QUORUM"
  | "SWARM_LOCKED"
  | "TLS_WANTED";

export interface Recognised {
  readonly code: RefusalCode;
  readonly subject?: string;
}

interface Row {
  readonly code: RefusalCode;
  /** Its first group, if any, is the subject. */
  readonly text: RegExp;
}

/** In order: the first row that fits decides. */
const ROWS: readonly Row[] = [
  { code: "OUT_OF_SEQUENCE", text: /update out of sequence/ },
  { code: "CONFIG_FROM_MISSING", text: /configuration network "([^"]*)" does not exist/ },
  { code: "PARENT_MISSING", text: /invalid subinterface vlan name ([^\s,]+)/ },
  // 20.10 has "does was not found"; later ones "was not found".
  { code: "PARENT_MISSING", text: /-o parent interface (?:does )?was not found on the host: (\S+)/ },
  { code: "PARENT_MISSING", text: /the requested parent interface (\S+) was not found on the Docker host/ },
  { code: "PARENT_MISSING", text: /loopback interface is not a valid (?:macvlan|ipvlan) parent link/ },
  { code: "PARENT_IN_USE", text: /is already using parent interface (\S+)/ },
  { code: "NETWORK_IN_USE", text: /configuration network "([^"]*)" is in use/ },
  { code: "NETWORK_IN_USE", text: /network (\S+) is in use by (?:service|task)/ },
  { code: "NETWORK_IN_USE", text: /network (\S+)(?: id \S+)? has active endpoints/ },
  // Go's http server; it is the Engine only when it speaks TLS.
  { code: "TLS_WANTED", text: /Client sent an HTTP request to an HTTPS server/ },
  { code: "SWARM_LOCKED", text: /Swarm is encrypted and needs to be unlocked/ },
  { code: "SWARM_NO_QUORUM", text: /The swarm does not have a leader/ },
  { code: "SWARM_NO_QUORUM", text: /Manager is being prepared or has trouble connecting to the cluster/ },
  { code: "NOT_A_MANAGER", text: /This node is not a swarm manager\. Worker nodes/ },
  { code: "NOT_A_MANAGER", text: /Cannot create a multi-host network from a worker node/ },
  { code: "NO_SWARM", text: /This node is not a swarm manager\. Use "docker swarm init"/ },
  { code: "NO_SWARM", text: /cannot create a swarm scoped network when swarm is not active/ },
  { code: "NAME_TAKEN", text: /(?:network with name|network|config|service) (\S+) already exists/ },
  { code: "NAME_TAKEN", text: /name conflicts with an existing object/ },
];

/** The code that this text stands for, or undefined for one that nobody has described. Pure text, so it serves task errors too. */
export function recognise(text: string): Recognised | undefined {
  for (const row of ROWS) {
    const match = row.text.exec(text);
    if (match) return match[1] === undefined ? { code: row.code } : { code: row.code, subject: match[1] };
  }
  return undefined;
}
