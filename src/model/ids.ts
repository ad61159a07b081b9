/** Branded names and ids, so that one cannot be passed where another is meant. */
type Brand<T, B extends string> = T & { readonly __brand: B };

/** A swarm node's ID (25 characters); it outlives renames, so everything is keyed by it. */
export type NodeId = Brand<string, "NodeId">;
export type NetworkId = Brand<string, "NetworkId">;
export type ServiceId = Brand<string, "ServiceId">;
export type TaskId = Brand<string, "TaskId">;
export type ContainerId = Brand<string, "ContainerId">;
/** The name of one entry under `lans:`, which is also its swarm network's name. */
export type LanName = Brand<string, "LanName">;
