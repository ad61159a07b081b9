/** What it costs to have doctor look: at six real Engines, at every address of a /20, and at a thousand simulated nodes. */
import { existsSync } from "node:fs";
import { loadProbeImage } from "../../src/lab/index.ts";
import type { Bench, Found, Row } from "../bench.ts";
import { raiseSwarm } from "../growth/raised-swarm.ts";
import { benchLab, LAN, missingLab, swarmlan } from "../lab/bench-lab.ts";
import { containersByHand, wholeSubnet } from "../lab/doctor-lab.ts";
import { alternate } from "../measuring/alternate.ts";
import { node, SWARMLAN, type Usage, watched } from "../measuring/programs.ts";
import { spreadOf } from "../measuring/spread.ts";

const BY_HAND = "docker run --rm";
const MANY = 1000;
const RUNS = 3;

export const doctor: Bench = {
  name: "doctor",
  title: "doctor",
  missing: async () => (existsSync("/usr/bin/unshare") ? missingLab() : "it needs unshare(1)"),
  measure: async ({ rounds, tell }) => {
    tell("raising a lab of six Engines");
    const six = await onSix(rounds);
    tell("raising a lab of three Engines");
    const three = await onThree(Math.min(rounds, RUNS));
    tell(`raising ${MANY} simulated Engines`);
    const many = await onMany();
    return {
      rows: [...six, ...three, ...many],
      notes: [
        "A container runs on every node, and all is well everywhere. By hand: one throw-away container on each node, all at once, without asking anything.",
        "The /20 is dealt over three nodes, so that every one of its 4,096 addresses is asked for, twice where nobody answers, at 1,000 frames a second a node. Most of the rest of the time is that for DHCP servers, which take seconds to offer.",
        "Simulated Engines answer what the probe asks from memory; the way from outside ends at a server in a network namespace of its own.",
      ],
    };
  },
};

async function onSix(rounds: number): Promise<readonly Row[]> {
  await using lab = await benchLab(6);
  swarmlan(lab, "apply", "-y")();
  await serve(lab);
  const image = await loadProbeImage(lab);
  const name = "doctor --no-sweep";
  const look = swarmlan(lab, "doctor", "--no-sweep");
  const times = await alternate(
    [
      { name, run: look },
      { name: BY_HAND, run: containersByHand(lab, image) },
    ],
    rounds,
  );
  const [of, to] = [times.of(name), times.of(BY_HAND)];
  const ratio: Found = { kind: "ratio", ratio: times.ratio(name, BY_HAND), of, to, against: BY_HAND };
  const seconds = { median: of.median / 1000, min: of.min / 1000, max: of.max / 1000, count: of.count };
  return [
    { what: "doctor on six nodes, no sweep, against a container on each", found: ratio },
    {
      what: "doctor on six nodes, no sweep, in seconds",
      found: { kind: "amount", amount: seconds, unit: "s" },
      budget: { atMost: 2 },
    },
  ];
}

async function onThree(rounds: number): Promise<readonly Row[]> {
  await using lab = await benchLab(3);
  const spec = wholeSubnet(lab);
  const run = (...argv: readonly string[]) => node(SWARMLAN, ...argv, "-f", spec, "--progress", "none");
  run("apply", "-y")();
  await serve(lab);
  const times = await alternate([{ name: "sweep", run: run("doctor") }], rounds);
  const { median, min, max, count } = times.of("sweep");
  const amount = { median: median / 1000, min: min / 1000, max: max / 1000, count };
  const found: Found = { kind: "amount", amount, unit: "s" };
  return [{ what: "doctor with a sweep of a /20 from three nodes", found, budget: { atMost: 15 } }];
}

async function onMany(): Promise<readonly Row[]> {
  await using swarm = await raiseSwarm(MANY);
  await watched(["apply", "-y", "-f", swarm.specFile, "--progress", "none"]);
  await swarm.serve(1);
  const usages: Usage[] = [];
  for (let run = 0; run < RUNS; run++) {
    usages.push(await watched(["doctor", "--no-sweep", "-f", swarm.specFile, "--progress", "none"], ALONE));
  }
  const amount = (values: readonly number[], unit: "s" | "MiB" | "sockets"): Found => {
    return { kind: "amount", amount: spreadOf(values), unit };
  };
  const seconds = usages.map((it) => it.ms / 1000);
  const what = `doctor on ${MANY.toLocaleString("en")} simulated nodes, no sweep`;
  return [
    { what, found: amount(seconds, "s"), budget: { atMost: 10 } },
    { what: "its peak memory", found: amount([Math.max(...usages.map((it) => it.peakMiB))], "MiB") },
    {
      what: "its open sockets",
      found: amount([Math.max(...usages.map((it) => it.sockets))], "sockets"),
      budget: { atMost: 256 },
    },
  ];
}

async function serve(lab: Awaited<ReturnType<typeof benchLab>>): Promise<void> {
  const first = lab.nodes[0]?.name ?? "";
  await lab.docker(first, [
    "service",
    "create",
    "-q",
    "--mode",
    "global",
    "--name",
    "web",
    "--network",
    LAN,
    lab.image,
  ]);
}

/** Every address of the LAN is this machine's own there, and port 80 answers; the server ends with its namespace's owner. */
const ANSWERS = `const owner = process.ppid; require("net").createServer((it) => it.end()).listen(80); setInterval(() => process.ppid === owner || process.exit(), 100)`;
const ALONE = [
  "unshare",
  "--net",
  "sh",
  "-c",
  `ip link set lo up; ip route add local 172.16.0.0/12 dev lo; '${process.execPath}' -e '${ANSWERS}' >/dev/null 2>&1 3>&- & sleep 0.3; exec "$@"`,
  "sh",
];
