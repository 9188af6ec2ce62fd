# SPDX-License-Identifier: Apache-2.0
"""Help, manual page and completion say the same, and what they say is true."""

import os
import pty
import re
import shlex
import subprocess
import unittest

from common import BUILD, Case, HANG_S, KINDS, ROOT

OPTION = re.compile(r"(?<![\w-])--?[a-z]+\b")


class Help(Case):
    @staticmethod
    def listed(text):
        """The subcommands of a general help: the words of each."""
        section = text.split("Subcommands:\n")[1].split("\n\n")[0]
        return [tuple(re.split("  +", line.strip())[0].split()) for line in section.splitlines()]

    def families(self):
        """The first words of subcommands of two."""
        return [words for words in self.listed(self.text("--help")) if "Subcommands:" in self.text(*words, "--help")]

    def commands(self):
        return [words for first in self.listed(self.text("--help"))
                for words in (self.listed(self.text(*first, "--help")) if first in self.families() else [first])]

    def options_in_help(self, command):
        section = self.text(*command, "--help").split("Options:\n")[1].split("\n\n")[0]
        entries = [line[2:].split("  ")[0] for line in section.splitlines() if line.startswith("  -")]
        return {option for entry in entries for option in OPTION.findall(entry)}

    def options_in_usage(self, command):
        return set(OPTION.findall(self.text(*command, "--help").splitlines()[0]))

    def options_in_manual(self):
        """Of each subcommand, from the page as a reader sees it."""
        page = subprocess.run(["mandoc", "-T", "utf8", "-O", "width=200", ROOT / "docs/man/deltagen.1"],
                              stdout=subprocess.PIPE, check=True).stdout.decode()
        page = re.sub(".\b", "", page)  # bold and underlined, as printers did it
        part = page.split("\nSUBCOMMANDS\n")[1].split("\nENVIRONMENT\n")[0]
        sections = re.split(r"^   (\w+(?: \w+)?)$", part, flags=re.MULTILINE)
        return {tuple(name.split()): {option for entry in re.findall(r"^     (-.*?)(?:  |$)", text, re.MULTILINE)
                       for option in OPTION.findall(entry)}
                for name, text in zip(sections[1::2], sections[2::2])}

    def test_everything_has_help(self):
        for command in self.commands():
            text = self.text(*command, "--help")
            self.assertTrue(text.startswith(f"usage: deltagen {' '.join(command)} "), text)
            self.assertRegex(text, r"(?m)^Examples:\n  .*deltagen " + " ".join(command))
            for words in ((*command, "-h"), ("help", *command), ("--help", *command), (*command, "--help", "--json", "x")):
                self.assertEqual(self.text(*words), text)
            self.assertEqual([line for line in text.splitlines()[1:] if len(line) > 80], [])
        self.assertEqual(self.text("help"), self.text("--help"))

    def test_families(self):
        for family in self.families():
            self.assertEqual(self.text("help", *family), self.text(*family, "--help"))
            self.assertIn(f"{family[0]} what? a subcommand is missing\n", self.refused(*family))
            for words in ((*family, "nonsense"), ("help", *family, "nonsense")):
                self.assertIn("unknown subcommand", self.refused(*words))

    def test_help_and_manual_agree(self):
        manual = self.options_in_manual()
        self.assertEqual(sorted(manual), sorted(self.commands()))
        for command, options in manual.items():
            self.assertEqual(options, self.options_in_help(command), command)

    def test_options_of_the_synopsis_are_explained(self):
        for command in self.commands():
            explained = self.options_in_help(command) - {"--device", "--help", "-h"}
            usage = {{"-o": "--output"}.get(option, option) for option in self.options_in_usage(command)}
            self.assertEqual(usage, {{"-o": "--output"}.get(option, option) for option in explained}, command)

    def test_options_of_help_are_all_that_is_taken(self):
        """Each option of any subcommand, given to each subcommand."""
        arguments = {"--kind": "feistel", "--seed": "1", "--base": "1", "--count": "1", "--bytes": "8", "--format": "raw",
                     "--output": "/dev/null", "-o": "/dev/null", "--ops": "1", "--device": "soft", "--usb": "1-2", "--quota": "1M", "--store": "/dev/null",
                     "--loader": "/bin/false", "--threads": "1", "--plot": "/dev/null", "--summary": "/dev/null"}
        for command in self.commands():
            taken = self.options_in_help(command) | {"--device"}
            for option in set().union(*map(self.options_in_help, self.commands())) - {"--help", "-h"}:
                words = [option, arguments[option]] if option in arguments else [option]
                error = self.run_command(*command, *words, "a", "b", "c").stderr.decode()
                refused = f"{' '.join(command)} takes no {'--output' if option == '-o' else option}\n" in error
                self.assertEqual(refused, option not in taken, (command, option, error))

    def test_examples_are_true(self):
        """Those that need no disk, simulation or time."""
        for command in ("fetch", "gen", "verify", "search", "table", "help", "info", "devices"):
            for line in self.text(command, "--help").split("Examples:\n")[1].splitlines():
                if any(word in line for word in ("/dev/", "disk.img", "program.txt", "sim")):
                    continue
                line = line.replace("deltagen", shlex.quote(str(BUILD / "deltagen")))
                done = subprocess.run(line, shell=True, stdout=subprocess.PIPE, check=False)
                self.assertEqual(done.returncode, 0, line)
                self.assertNotEqual(done.stdout, b"")

    def test_every_kind_of_device_is_named(self):
        """The library says what it knows where a name is none of them."""
        known = re.search(r"begin with one of (.*)", self.refused("info", "--device", "nonsense"))
        self.assertTrue(known)
        for name in re.findall(r"[a-z]+", known[1]):
            self.assertRegex(self.text("info", "--help"), rf"\b{name}\b")

    def test_every_variable_is_named(self):
        """The manual page knows what of the environment library and command read, all of it under one prefix."""
        library = re.findall(r'#define DG_VARIABLE_\w+ +"(\w+)"', (ROOT / "hal/base/environment.h").read_text())
        code = "".join(file.read_text() for part in ("hal", "driver", "apps") for file in (ROOT / part).rglob("*.c"))
        self.assertEqual(re.findall(r'dg_environment\("(\w+)"', code), [], "a name stands in hal/base/environment.h")
        command = set(re.findall(r'\benvironment\("(\w+)"', code)) - {"PATH", "TMPDIR", "USER"}
        manual = (ROOT / "docs/man/deltagen.1").read_text().split(".Sh ENVIRONMENT")[1].split(".Sh")[0]
        self.assertEqual({*library, *command}, set(re.findall(r"(?m)^\.It Ev (\w+)$", manual)))
        for name in {*library, *command}:
            self.assertRegex(name, "^DELTAGEN_")
        for name in library:
            self.assertIn(f" {name} ", (ROOT / "include/deltagen/device.h").read_text())

    def test_version(self):
        version = re.search(r"^VERSION := (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)[1]
        self.assertEqual(self.text("--version"), f"deltagen {version}\n")


class Completion(Case):
    def complete(self, line):
        """What bash would offer where the line ends: each with what of the word is there already."""
        script = """
            source "$1"; COMP_WORDS=("${@:2}"); COMP_CWORD=$(($# - 2)); _deltagen "${COMP_WORDS[0]}"
            printf '%s\\n' "${COMPREPLY[@]}"
        """
        # Bash cuts at the characters of COMP_WORDBREAKS, and what it replaces is what stands behind the last cut.
        words = [part for word in line.split(" ") for part in re.findall(r"[=:]+|[^=:]+", word) or [""]]
        done = subprocess.run(["bash", "-c", script, "bash", ROOT / "apps/deltagen/completion.bash", BUILD / "deltagen", *words],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True, text=True)
        self.assertEqual(done.stderr, "")
        return done.stdout.split()

    def test_offers(self):
        cases = {
            "fi": ["fingerprint"],
            "help sel": ["selftest"],
            "--device soft fe": ["fetch"],
            "--device=soft fe": ["fetch"],
            "fetch --kind ": list(KINDS),
            "fetch --kind fei": ["feistel", "feistel_inv"],
            "fetch --kind=fei": ["feistel", "feistel_inv"],
            "fetch --kind=": list(KINDS),
            "gen --format ": ["raw", "hex", "csv"],
            "gen --format=h": ["hex"],
            "info --device so": ["soft"],
            "info --device=so": ["soft"],
            "info --device au": ["auto"],
            "info --device sim:mo": ["model=small"],
            "info --device sim:": ["model=small", "link=usb"],
            "info --device=sim:model=s": ["small"],
            "--device=sim:mo": ["model=small"],
            "flash ulx": ["ulx3s-25f", "ulx3s-85f", "ulx3s-25f-usb", "ulx3s-85f-usb"],
            "flash --usb 1-2 --persist tang": ["tangnano9k"],
            "flash --usb=1-2 --persist tang": ["tangnano9k"],
            "flash --usb ": [],
            "flash --usb=": [],
            "flash ulx3s-85f ": [],  # a file
            "flash --p": ["--persist"],
            "search --s": ["--seed"],
            "search --se=": [],
            "--v": ["--version"],
            "gen --o": ["--output"],
            "gen -o ": [],  # a file's name: the shell's own completion
            "verify --seed ": [],
            "verify fil": [],
        }
        for line, offers in cases.items():
            self.assertEqual(self.complete(line), offers, line)
        self.assertIn("bench", self.complete(""))
        self.assertNotIn("complete", self.complete(""))  # it is hidden

    def test_in_bash(self):
        """As it is: a line, a tab, and what the line has become."""
        for typed, line in (("deltagen fetch --kind=fei", "deltagen fetch --kind=feistel"),
                            ("deltagen info --device=so", "deltagen info --device=soft "),
                            ("deltagen info --device sim:mo", "deltagen info --device sim:model=small "),
                            ("deltagen info --device=sim:m", "deltagen info --device=sim:model=small "),
                            ("deltagen flash --usb=1-2 tang", "deltagen flash --usb=1-2 tangnano9k ")):
            master, slave = pty.openpty()
            environment = {"PATH": f"{BUILD}:{os.environ['PATH']}", "TERM": "dumb", "HOME": str(self.folder), "PS1": ""}
            bash = subprocess.Popen(["bash", "--norc", "--noprofile", "-i"], stdin=slave, stdout=slave, stderr=slave,
                                    env=environment, start_new_session=True)
            os.close(slave)
            script = f"source {ROOT / 'apps/deltagen/completion.bash'}\nshow() {{ printf '<%s>' \"$READLINE_LINE\"; exit; }}\n"
            script += "bind -x '\"\\C-g\": show'\n"
            os.write(master, f"{script}{typed}\t\a".encode())
            shown = b""
            while True:
                try:
                    shown += os.read(master, 4096)
                except OSError:  # Linux: bash has ended
                    break
            os.close(master)
            bash.wait(timeout=HANG_S)
            self.assertIn(f"<{line}>", shown.decode(), typed)


if __name__ == "__main__":
    unittest.main()
