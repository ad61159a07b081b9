/** What each shell needs to ask `swarmlan __complete` when TAB is pressed. Each stands alone: no bash-completion package. */

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

const BASH = `# bash completion of swarmlan. For this shell: source <(swarmlan completion bash)
# For every shell: put that line into ~/.bashrc
_swarmlan() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line == :files ]]; then
      compopt -o default
    else
      COMPREPLY+=("\${line%%$'\\t'*}")
    fi
  done < <("$1" __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null </dev/null)
}
complete -F _swarmlan swarmlan
`;

const ZSH = `#compdef swarmlan
# zsh completion of swarmlan. For this shell: source <(swarmlan completion zsh)
# For every shell: swarmlan completion zsh > a folder of $fpath/_swarmlan
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit -D; }
_swarmlan() {
  local line files=0
  local -a found
  for line in "\${(@f)$("\${words[1]}" __complete "\${(@)words[2,CURRENT]}" 2>/dev/null </dev/null)}"; do
    case $line in
      '') ;;
      :files) files=1 ;;
      *$'\\t'*) found+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}") ;;
      *) found+=("\${line//:/\\\\:}") ;;
    esac
  done
  [[ \${words[CURRENT]} == --*=* ]] && compset -P '*='
  (( $#found )) && _describe -V swarmlan found
  (( files )) && _files
  return 0
}
if [[ \${funcstack[1]} == _swarmlan ]]; then
  _swarmlan "$@"
else
  compdef _swarmlan swarmlan
fi
`;

const FISH = `# fish completion of swarmlan. For this shell: swarmlan completion fish | source
# For every shell: swarmlan completion fish > ~/.config/fish/completions/swarmlan.fish
function __swarmlan_complete
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    set -l option (string match -r -- '^--[\\w-]+=' "$typed")
    for line in ($words[1] __complete $words[2..-1] "$typed" 2>/dev/null </dev/null)
        if test "$line" = :files
            for path in (__fish_complete_path (string replace -- "$option" '' "$typed"))
                echo -- "$option$path"
            end
        else
            echo -- "$option$line"
        end
    end
end
complete -c swarmlan -f -a '(__swarmlan_complete)'
`;

export const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
