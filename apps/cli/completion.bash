# SPDX-License-Identifier: Apache-2.0
# Completion of deltagen for bash: the program itself knows what can follow.
_deltagen() {
    local typed=${COMP_WORDS[COMP_CWORD]}
    mapfile -t COMPREPLY < <(compgen -W "$("$1" complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)" -- "$typed")
}
complete -o default -F _deltagen deltagen
