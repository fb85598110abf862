# A report of the OOM killer as a sequence of sections (kernel order: mm/oom_kill.c, out_of_memory). One token per run
# of lines of a section, so that a table of a thousand rows is one token. The assembler feeds tokens as they come: a
# token that cannot stand here begins the next report, and what the parse yields says how the run ended.
#
# Damaged logs are the normal case: the opening may be lost, any section may be missing, repeated or out of order, and
# the end may be cut. What the grammar insists on is the turning points: a trigger opens, a verdict closes, and nothing
# of the evidence follows a verdict.
@preprocessor typescript
@{%
import { arrayLexer as lexer } from '../line/grammar/token.js';
%}
@lexer lexer

report   -> opening evidence verdict  {% ([opened, , verdict]) => ({ opened, verdict }) %}

# `java invoked oom-killer: ...`, after `sysrq: Manual OOM execution` where a hand started it.
opening  -> null            {% () => false %}
          | %SYSRQ          {% () => false %}
          | %TRIGGER        {% () => true %}
          | %SYSRQ %TRIGGER {% () => true %}

evidence -> null | evidence section

# CPU line, hardware, call trace | cgroup usage and statistics | Mem-Info | slab table, allocation profile | task table
section  -> %DUMP | %CPUSET | %MEMCG | %MEMORY | %SLAB | %TASKS | %EXITING

verdict  -> null                                  {% () => 'none' %}
          | %CONSTRAINT late                      {% () => 'named' %}
          | %SELECT late                          {% () => 'chosen' %}
          | %CONSTRAINT late %SELECT late         {% () => 'chosen' %}
          | announced %KILLED after               {% () => 'killed' %}
          | %NOKILLABLE tail                      {% () => 'no-killable-task' %}
          | %PANIC tail                           {% () => 'panicked' %}
          | %NOKILLABLE tail %PANIC tail          {% () => 'panicked' %}

# The `oom-kill:` line since 5.0, the `Kill process N` line until 5.0 (both in 5.0).
announced -> null | %CONSTRAINT late | %SELECT late | %CONSTRAINT late %SELECT late

# Rows that other CPUs delayed, and side notes, between the choice and the kill.
late     -> null | late %LATE | late %DUMP | late %EXITING

# Members of the group, tasks that share the memory, the same kill printed again, delayed rows.
after    -> null | after followup
followup -> %MEMBER | %GROUP | %SHARING | %AGAIN | %LATE | %EXITING

# A panic prints the CPU line and trace once more.
tail     -> null | tail %DUMP | tail %LATE | tail %AGAIN
