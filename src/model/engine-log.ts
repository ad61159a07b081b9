/** How the last lines of an Engine's log are asked for on a Linux host: systemd's journal, else the files of other inits. */
export const LOG_LINES = 200;

/** For `sh -c`. Prints nothing where no log is found. */
export const ENGINE_LOG_COMMAND = [
  `journalctl --unit docker.service --lines ${LOG_LINES} --no-pager --output short-iso --quiet 2>/dev/null | grep .`,
  `tail -n ${LOG_LINES} /var/log/docker.log 2>/dev/null | grep .`,
  `tail -n ${LOG_LINES} /var/log/docker/current 2>/dev/null | grep .`,
  "true",
].join(" || ");
