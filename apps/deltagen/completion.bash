# SPDX-License-Identifier: Apache-2.0
# Completion of deltagen for bash: the program itself knows what can follow.
_deltagen() {
    local word words=() candidates typed=${COMP_WORDS[COMP_CWORD]}
    for word in "${COMP_WORDS[@]:1:COMP_CWORD}"; do # bash cuts at = and :, which are parts of options and devices
        if [[ $word && ${#words[@]} -gt 0 && ($word == [=:]* || ${words[-1]} == *[=:]) ]]; then
            words[-1]+=$word
        else
            words+=("$word")
        fi
    done
    [[ $typed == *[=:] ]] && typed=
    mapfile -t candidates < <("$1" complete "${words[@]}" 2>/dev/null)
    COMPREPLY=()
    for word in "${candidates[@]}"; do # only what stands behind the last cut is replaced
        [[ $word == "${words[-1]}"* ]] && COMPREPLY+=("${word#"${words[-1]%"$typed"}"}")
    done
}
complete -o default -F _deltagen deltagen
