# The kill lines of mm/oom_kill.c, from the text after `Kill(ed) process N` on:
#
#   ` (java) total-vm:1kB, anon-rss:2kB, file-rss:3kB, shmem-rss:4kB, UID:0 pgtables:5kB oom_score_adj:0`
#   `, UID 48, (httpd) total-vm:1kB, ...`        2.6.32 el6
#   ` (tidb), UID 1000, total-vm:1kB, ...`       3.10 el7
#   ` (mysqld) score 43 or sacrifice child`      2.6.36 - 5.0
#
# The name is whatever the process called itself, brackets and look-alike fields included, so the grammar is ambiguous
# on purpose: each way to end the name is one result, and the report decides between them.
@preprocessor typescript
@{%
import { arrayLexer as lexer } from './token.js';
import { cutKill, wholeKill } from './kill-result.js';
%}
@lexer lexer

# All of the line is explained.
kill     -> uidFirst %open comm %close facts              {% ([uid, , comm, , facts]) => wholeKill(comm, [...uid, ...facts], '') %}
# Damage after the facts: kept as the rest.
          | uidFirst %open comm %close facts %text rest   {% ([uid, , comm, , facts, text, rest]) => wholeKill(comm, [...uid, ...facts], text.text + rest) %}
# The line was cut inside the name.
          | uidFirst %open comm                           {% ([, , comm]) => cutKill(comm) %}

uidFirst -> null    {% () => [] %}
          | %uid    {% (d) => d %}

comm     -> null        {% () => '' %}
          | comm piece  {% ([comm, piece]) => comm + piece.text %}

piece    -> %open {% id %} | %close {% id %} | %uid {% id %} | %field {% id %} | %score {% id %} | %ending {% id %} | %text {% id %}

facts    -> null        {% () => [] %}
          | facts fact  {% ([facts, fact]) => [...facts, fact] %}

fact     -> %uid {% id %} | %field {% id %} | %score {% id %} | %ending {% id %}

rest     -> null        {% () => '' %}
          | rest piece  {% ([rest, piece]) => rest + piece.text %}
