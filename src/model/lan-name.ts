/**
 * What a LAN may be called, which is also the name of its swarm network: a part of a DNS name.
 *
 * Engines refuse a dot, and an end of - or _ (`name must be valid as a DNS name component`, observed on 20.10).
 */
export const LAN_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,48}[A-Za-z0-9])?$/;
