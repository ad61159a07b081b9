/** One text as YAML has it, so that nobody takes it for anything else: JSON's quotes are YAML's. */
export function yamlScalar(value: string): string {
  const bare = /^[A-Za-z][A-Za-z0-9_-]*$/.test(value) && !/^(true|false|yes|no|on|off|null|y|n)$/i.test(value);
  return bare ? value : JSON.stringify(value);
}
