/** Who may import whom. A rule's comment tells the offender where the code should go instead. */
const rule = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

module.exports = {
  forbidden: [
    rule(
      "no-cycles",
      "Two files that need each other are one, or a third thing is hidden in them.",
      {},
      { circular: true },
    ),
    rule(
      "pure-rooms-stay-pure",
      "Clocks, files and sockets belong in edges; pass their values in.",
      { path: "^src/(model|errors|core|checks)/" },
      { dependencyTypes: ["core", "npm", "npm-dev"] },
    ),
    rule(
      "errors-and-model-know-nobody",
      "What they need of core is a noun: move it to model.",
      { path: "^src/(errors|model)/" },
      { path: "^src/(?!errors|model)" },
    ),
    rule(
      "core-thinks-alone",
      "Deciding takes values; let an operation fetch them.",
      { path: "^src/core/" },
      { path: "^src/(?!errors|model|core)" },
    ),
    rule(
      "checks-judge-alone",
      "A check judges facts: let a probe in an edge gather them and an operation hand them over.",
      { path: "^src/checks/" },
      { path: "^src/(?!errors|model|core|checks)" },
    ),
    rule(
      "operations-take-ports",
      "Declare a port under operations/ports and let an edge implement it.",
      { path: "^src/operations/" },
      { path: "^src/(edges|cli|lab|simulator|server|agent|controller)/" },
    ),
    rule(
      "edges-know-no-edge",
      "Join two edges in a front door (cli, server, agent).",
      { path: "^src/edges/([^/]+)/" },
      { path: "^src/edges/", pathNot: "^src/edges/$1/" },
    ),
    rule(
      "edges-know-ports-only",
      "An edge implements a port; the verb belongs in operations.",
      { path: "^src/edges/" },
      { path: "^src/(core|operations/(?!ports)|cli|lab|simulator)" },
    ),
    rule(
      "nobody-imports-a-front-door",
      "What others need of the command line belongs in operations or model.",
      { path: "^src/(?!cli/)" },
      { path: "^src/cli/" },
    ),
    rule(
      "no-orphans",
      "Nobody imports this file and it imports nobody: use it or remove it.",
      { orphan: true, path: "^src/", pathNot: "^src/cli/main\\.ts$" },
      {},
    ),
    rule(
      "no-undeclared-packages",
      "Add the package to package.json; what ships is bundled, so devDependencies are right.",
      { path: "^src/" },
      { dependencyTypes: ["npm-no-pkg", "npm-unknown", "unknown", "undetermined"] },
    ),
    rule("src-knows-no-test", "What both need belongs in src.", { path: "^src/" }, { path: "^(test|bench)/" }),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
  },
};
