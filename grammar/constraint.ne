# The summary line of mm/oom_kill.c since 5.0 (and RHEL 8), from `oom-kill:constraint=` on:
#
#   `CONSTRAINT_MEMCG,nodemask=(null),cpuset=a,mems_allowed=0,oom_memcg=/a,task_memcg=/a/b,task=java,pid=77,uid=0`
#
# Cgroup and process names may hold commas and look-alike keys, so the grammar is ambiguous on purpose: the report
# decides between the readings. The line may be cut after any part.
@preprocessor typescript
@{%
import { arrayLexer as lexer } from './token.js';
import { constraintReading } from './constraint-result.js';
%}
@lexer lexer

line      -> %text nodemask cpuset limit taskMemcg victim  {% ([constraint, ...parts]) => constraintReading(constraint.text, Object.assign({}, ...parts)) %}

nodemask  -> null                        {% () => ({}) %}
           | %nodemask list              {% ([, nodemask]) => ({ nodemask }) %}

cpuset    -> null                        {% () => ({}) %}
           | %cpuset value               {% ([, cpuset]) => ({ cpuset }) %}
           | %cpuset value %mems list    {% ([, cpuset, , memsAllowed]) => ({ cpuset, memsAllowed }) %}

limit     -> null                        {% () => ({}) %}
           | %global                     {% () => ({ global: true }) %}
           | %oomMemcg value             {% ([, limitPath]) => ({ limitPath }) %}

taskMemcg -> null                        {% () => ({}) %}
           | %taskMemcg value            {% ([, taskPath]) => ({ taskPath }) %}

victim    -> null                             {% () => ({}) %}
           | %task value                      {% ([, comm]) => ({ comm }) %}
           | %task value %pid %text           {% ([, comm, , pid]) => ({ comm, pid: pid.text }) %}
           | %task value %pid %text %uid %text {% ([, comm, , pid, , uid]) => ({ comm, pid: pid.text, uid: uid.text }) %}

# A node list: digits, dashes and commas, or (null).
list      -> null       {% () => '' %}
           | list %text {% ([list, text]) => list + text.text %}

value     -> null        {% () => '' %}
           | value piece {% ([value, piece]) => value + piece.text %}

piece     -> %text {% id %} | %nodemask {% id %} | %cpuset {% id %} | %mems {% id %} | %oomMemcg {% id %} | %global {% id %}
           | %taskMemcg {% id %} | %task {% id %} | %pid {% id %} | %uid {% id %}
