# Opens those of the descriptors 0, 1 and 2 that whoever started the program has closed. To be sourced by the programs of
# KadNode. Else the next files or sockets of the virtual machine would get these numbers, and be taken for standard input
# or be written to as standard output.
#
# In subshells, since a failed redirection of `exec` ends the shell. To another number, since shells do nothing where one
# is redirected to itself.
( exec 3<&0 ) 2> /dev/null || exec < /dev/null
( exec 3>&1 ) 2> /dev/null || exec > /dev/null
# Nothing hides the complaint here: it has nowhere to go.
( exec 3>&2 ) || exec 2> /dev/null
