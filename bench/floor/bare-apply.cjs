// The floor under `swarmlan apply`: its calls, in its order, from a script that loads nothing and checks nothing. A node with
// `ssh` is reached through `ssh -L`, all at once.
const { spawn } = require("node:child_process");
const { existsSync, readFileSync, rmSync } = require("node:fs");
const http = require("node:http");

const LAN = "macvlanswarm";
const nodes = JSON.parse(readFileSync(process.argv[2], "utf8"));
const [manager] = nodes;
const agents = new Map(
  nodes.map(({ socket }) => [socket, new http.Agent({ keepAlive: true, maxSockets: 8, socketPath: socket })]),
);

function call({ socket }, method, path, body) {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = {
      Host: "docker",
      ...(text && { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) }),
    };
    const asked = http.request({ agent: agents.get(socket), socketPath: socket, method, path, headers }, (answer) => {
      const chunks = [];
      answer.on("data", (chunk) => chunks.push(chunk));
      answer.on("end", () => {
        const said = Buffer.concat(chunks).toString();
        if (answer.statusCode >= 400) reject(new Error(`${method} ${path}: ${said}`));
        else resolve(said === "" ? undefined : JSON.parse(said));
      });
    });
    asked.on("error", reject);
    asked.end(text);
  });
}

const CONFIGS = `/configs?filters=${encodeURIComponent('{"name":["swarmlan."]}')}`;
const swarm = () =>
  Promise.all(["/nodes", "/networks", "/services", "/tasks", CONFIGS].map((path) => call(manager, "GET", path)));
const reads = (node) => [call(node, "GET", "/networks"), call(node, "GET", "/containers/json?all=false")];

async function look() {
  const infos = nodes.map((node) => call(node, "GET", "/info"));
  await infos[0];
  const [[listed]] = await Promise.all([swarm(), ...infos, ...nodes.flatMap(reads)]);
  return { listed };
}

async function lookAgain(id) {
  const looks = nodes.flatMap(reads);
  const managers = (await call(manager, "GET", "/nodes"))
    .filter((it) => it.ManagerStatus)
    .map((it) => it.Description.Hostname);
  const instances = nodes.filter((it) => managers.includes(it.name)).map((it) => call(it, "GET", `/networks/${id}`));
  const rest = ["/networks", "/services", "/tasks", CONFIGS].map((path) => call(manager, "GET", path));
  await Promise.all([...looks, ...rest, ...instances]);
}

const label = (node, nodeId, network) => [
  nodeId,
  JSON.stringify({
    v: 1,
    slice: `192.168.${node.third}.0/24`,
    host: node.name,
    since: "2026-01-01T00:00:00Z",
    ...(network && { net: [network] }),
  }),
];

const configOnly = (node, nodeId) => ({
  Name: "macvlanconf",
  Driver: "macvlan",
  ConfigOnly: true,
  CheckDuplicate: true,
  Options: { parent: "eth1" },
  Labels: { "swarmlan.lan": LAN, "swarmlan.node": nodeId },
  IPAM: {
    Driver: "default",
    Config: [
      {
        Subnet: "192.168.16.0/20",
        IPRange: `192.168.${node.third}.0/24`,
        Gateway: "192.168.31.254",
        AuxiliaryAddresses: { host: `192.168.${node.third}.1` },
      },
    ],
  },
});

const NEVER_MADE = {
  Name: `swarmlan-probe-${LAN}`,
  Driver: "macvlan",
  Internal: true,
  CheckDuplicate: true,
  Options: { parent: "eth1.4095" },
  Labels: { "swarmlan.lan": LAN },
  IPAM: { Driver: "default", Config: [{ Subnet: "198.51.100.0/30" }] },
};

function findParent(node) {
  return call(node, "POST", "/networks/create", NEVER_MADE).catch((refusal) => {
    if (!refusal.message.includes("vlan id must be")) throw refusal;
  });
}

function login({ ssh, socket }) {
  const forward = `${socket}:/var/run/docker.sock`;
  const child = spawn("ssh", ["-nNT", "-o", "StreamLocalBindUnlink=yes", "-L", forward, ssh], { stdio: "ignore" });
  const ready = new Promise((resolve) => {
    const look = setInterval(() => existsSync(socket) && resolve(clearInterval(look)), 5);
  });
  const leave = () => {
    child.kill();
    rmSync(socket, { force: true });
  };
  return { ready, leave };
}

async function main() {
  const logins = nodes.filter((it) => it.ssh).map(login);
  await Promise.all(logins.map((it) => it.ready));
  const { listed } = await look();
  const byName = new Map(listed.map((it) => [it.Description.Hostname, it]));
  const idOf = (node) => byName.get(node.name).ID;
  const head = (net) => ({ "swarmlan.ledger": JSON.stringify({ v: 1, lan: LAN, net }) });
  const Labels = { ...head([]), ...Object.fromEntries(nodes.map((node) => label(node, idOf(node)))) };
  await call(manager, "POST", "/configs/create", { Name: `swarmlan.ledger.${LAN}`, Labels, Data: "bGVkZ2Vy" });
  const found = nodes.map(findParent);
  const made = await Promise.all(
    nodes.map((node) => call(node, "POST", "/networks/create", configOnly(node, idOf(node)))),
  );
  const network = {
    Name: LAN,
    Driver: "macvlan",
    Scope: "swarm",
    Attachable: true,
    CheckDuplicate: true,
    ConfigFrom: { Network: "macvlanconf" },
  };
  const { Id } = await call(manager, "POST", "/networks/create", network);
  await call(manager, "POST", "/services/create", {
    Name: `swarmlan-holder-${LAN}`,
    Labels: { "swarmlan.holder": LAN, "swarmlan.lan": LAN },
    TaskTemplate: { ContainerSpec: { Image: "swarmlan.invalid/holder" }, Networks: [{ Target: LAN }] },
    Mode: { Replicated: { Replicas: 0 } },
  });
  await Promise.all(found);
  await Promise.all(
    listed.map(({ ID, Version, Spec }) =>
      call(manager, "POST", `/nodes/${ID}/update?version=${Version.Index}`, {
        ...Spec,
        Labels: { ...Spec.Labels, [`swarmlan.${LAN}`]: "ready" },
      }),
    ),
  );
  const [stored] = await call(manager, "GET", CONFIGS);
  const last = { ...head([Id]), ...Object.fromEntries(nodes.map((node, at) => label(node, idOf(node), made[at].Id))) };
  await call(manager, "POST", `/configs/${stored.ID}/update?version=${stored.Version.Index}`, {
    ...stored.Spec,
    Labels: last,
  });
  await lookAgain(Id);
  for (const agent of agents.values()) agent.destroy();
  for (const it of logins) it.leave();
}

void main();
