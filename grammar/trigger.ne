# The first line of a report (mm/oom_kill.c, dump_header), from `oom-killer: ` on:
#
#   `gfp_mask=0x140dca(GFP_HIGHUSER_MOVABLE|__GFP_COMP), order=0, oom_score_adj=0`      5.0 and later
#   `gfp_mask=0x24280ca(GFP_...), nodemask=(null),  order=0, oom_score_adj=0`            4.9 - 4.20
#   `gfp_mask=0x201da, order=0, oom_adj=0, oom_score_adj=0`                              2.6.36 - 3.6
#   `gfp_mask=0xd0, order=0, oomkilladj=0`                                               2.6.18 - 2.6.31
#
# Any order of the pairs is accepted, and pairs of unknown name are kept. Cut lines end after any part.
@preprocessor typescript
@{%
import { arrayLexer as lexer } from './token.js';
%}
@lexer lexer

trigger -> null             {% () => [] %}
         | pairs            {% id %}
         | pairs %separator {% id %}

pairs   -> pair                   {% ([pair]) => [pair] %}
         | pairs %separator pair  {% ([pairs, , pair]) => [...pairs, pair] %}

pair    -> %key %value        {% ([key, value]) => ({ key: key.text, value: value.text, flags: null }) %}
         | %key %value flags  {% ([key, value, flags]) => ({ key: key.text, value: value.text, flags }) %}
         | %key               {% ([key]) => ({ key: key.text, value: '', flags: null }) %}

flags   -> %flagsOpen %flagsClose        {% () => [] %}
         | %flagsOpen names %flagsClose  {% ([, names]) => names %}
         # Cut: who knows what else stood there.
         | %flagsOpen names              {% () => [] %}
         | %flagsOpen                    {% () => [] %}

names   -> %flag              {% ([flag]) => [flag.text] %}
         | names %bar %flag   {% ([names, , flag]) => [...names, flag.text] %}
         | names %bar         {% id %}
