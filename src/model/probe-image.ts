/** The name of the image that holds what probes need on a node; a registry's name goes before it. */
export const PROBE_IMAGE = "swarmlan/probe:1";

/** On every probe's container; its value tells one run's from another's. */
export const PROBE_LABEL = "swarmlan.probe";
