/** The name of the image that holds what probes need on a node; a registry's name goes before it. */
export const PROBE_IMAGE = "swarmlan/probe:1";
