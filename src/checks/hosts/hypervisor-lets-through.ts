/** The machine is none whose hypervisor or cloud drops frames of MAC addresses that it did not give out. Told from DMI. */
import { defineCheck, fail, pass, skipped, warn } from "../define-check.ts";
import { withHost } from "../facts-of.ts";

interface Maker {
  readonly dmi: RegExp;
  readonly name: string;
  /** Absent: it cannot work there. */
  readonly setting?: string;
}

const MAKERS: readonly Maker[] = [
  {
    dmi: /vmware/i,
    name: "VMware",
    setting: "on the port group: promiscuous mode, MAC address changes and forged transmits: Accept (moby docs#15855)",
  },
  {
    dmi: /microsoft corporation.*virtual machine/i,
    name: "Hyper-V",
    setting: "Set-VMNetworkAdapter -VMName VM -MacAddressSpoofing On",
  },
  { dmi: /innotek|virtualbox/i, name: "VirtualBox", setting: "adapter, advanced, promiscuous mode: Allow All" },
  { dmi: /amazon ec2/i, name: "Amazon EC2" },
  { dmi: /google/i, name: "Google Cloud" },
  { dmi: /digitalocean/i, name: "DigitalOcean" },
  { dmi: /hetzner/i, name: "Hetzner Cloud" },
  { dmi: /alibaba/i, name: "Alibaba Cloud" },
  { dmi: /oracle ?cloud/i, name: "Oracle Cloud" },
];

export const hypervisorLetsThrough = defineCheck({
  code: "HOST011",
  group: "hosts",
  title: "no hypervisor or cloud drops the frames of containers",
  pre: true,
  judge: (facts) =>
    facts.snapshot.swarm.nodes.map((node) =>
      withHost(facts, { node }, ({ machine }) => {
        const target = { node: node.hostname };
        if (machine === undefined) return skipped(target, "the machine has no DMI to tell its maker");
        const text = `${machine.vendor} ${machine.product}`.trim();
        const maker = MAKERS.find((it) => it.dmi.test(text));
        if (maker === undefined) return pass(target, `${text} is none that is known to`);
        const evidence = [`DMI: ${text}`];
        if (maker.setting === undefined) {
          const fix = {
            text: "run the LAN's services on machines of your own network, or leave this node out",
            commands: [`# swarmlan.yaml: lans.LAN.nodes.${node.hostname}: { skip: true }`],
          };
          return fail(
            target,
            `${node.hostname} runs at ${maker.name}, which drops frames of MAC addresses that it did not give out: macvlan cannot work there`,
            { evidence, fix },
          );
        }
        if (answersElsewhere(facts, node.id))
          return pass(target, `${maker.name} lets them through: containers there were seen to answer`);
        const fix = { text: "allow foreign MAC addresses for this machine", commands: [`# ${maker.setting}`] };
        return warn(
          target,
          `${node.hostname} runs on ${maker.name}, which drops the frames of containers until it is told otherwise`,
          { evidence, fix },
        );
      }),
    ),
});

/** A container of that node answered ARP from another one: whatever the hypervisor is, it lets them through. */
function answersElsewhere({ wire }: Parameters<typeof hypervisorLetsThrough.judge>[0], node: string): boolean {
  const own = new Set(wire.endpoints.filter((it) => it.node === node).map((it) => it.mac));
  return wire.neighbours.some(
    (it) => it.from !== node && it.result.kind === "known" && it.result.value.some((one) => own.has(one.mac)),
  );
}
