"""How another engine hosts our executions.

Such an engine keeps a journal and wakes us; it never runs workflow code on a loop of its own. Its part for one execution is a program
of a few lines, the same for every workflow: take what happened next, have it advanced here (`Executions.advance`), record the events that
this gave together with the fact that it happened, then carry out the commands beside them. So all that decides anything is recorded in
our own events, in one order, and code that changes under a running execution meets the same rules as on the embedded engine.
"""
