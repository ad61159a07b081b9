/** Docker's objects as they stand in its JSON, as far as the simulator fills them in. */

export interface IpamWire {
  Subnet?: string;
  IPRange?: string;
  Gateway?: string;
  AuxiliaryAddresses?: Record<string, string>;
}

export interface NetworkWire {
  Name: string;
  Id: string;
  Created: string;
  Scope: "local" | "swarm";
  Driver: string;
  EnableIPv6: boolean;
  IPAM: { Driver: string; Options: Record<string, string> | null; Config: IpamWire[] };
  Internal: boolean;
  Attachable: boolean;
  Ingress: boolean;
  ConfigFrom: { Network: string };
  ConfigOnly: boolean;
  Options: Record<string, string> | null;
  Labels: Record<string, string> | null;
}

interface Versioned {
  ID: string;
  Version: { Index: number };
  CreatedAt: string;
  UpdatedAt: string;
}

export interface NodeWire extends Versioned {
  Spec: { Labels: Record<string, string>; Role: "manager" | "worker"; Availability: "active" | "pause" | "drain" };
  Description: { Hostname: string; Engine: { EngineVersion: string } };
  Status: { State: "ready" | "down"; Addr: string };
  ManagerStatus?: { Leader: boolean; Reachability: string; Addr: string };
}

export interface TaskTemplateWire {
  ContainerSpec: { Image: string } & Record<string, unknown>;
  Networks?: { Target: string }[];
  Placement?: { Constraints?: string[] };
  ForceUpdate?: number;
}

export interface ServiceSpecWire {
  Name: string;
  Labels: Record<string, string>;
  TaskTemplate: TaskTemplateWire;
  Mode: { Replicated?: { Replicas: number }; Global?: Record<string, never> };
}

export interface ServiceWire extends Versioned {
  Spec: ServiceSpecWire;
}

export interface TaskWire extends Versioned {
  Spec: TaskTemplateWire;
  ServiceID: string;
  Slot?: number;
  NodeID?: string;
  DesiredState: "running" | "shutdown" | "remove";
  Status: {
    Timestamp: string;
    State: "pending" | "assigned" | "preparing" | "starting" | "running" | "shutdown" | "rejected" | "failed";
    Message: string;
    Err?: string;
    ContainerStatus?: { ContainerID: string };
  };
  NetworksAttachments: { Network: { ID: string } }[];
}

export interface ConfigWire extends Versioned {
  Spec: { Name: string; Labels: Record<string, string>; Data: string };
}
