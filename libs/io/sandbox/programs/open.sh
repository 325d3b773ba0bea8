# The first program of a sandbox. Waits for the number of bytes and then that many bytes of a tar archive on its standard
# input, unpacks it, and becomes what the archive's `start` says. Where the sandbox has pipes of its own, these are what that
# program reads and writes; else whatever comes after the bytes of the archive is for it.
umask 077
if [ -p /regatta/questions ]; then exec 3</regatta/questions 4>/regatta/answers && echo open; fi
read -r size || exit 0
dd bs="$size" count=1 iflag=fullblock status=none | tar -xf - -C /box --no-same-owner --no-same-permissions || exit 125
if [ -p /regatta/questions ]; then exec <&3 >&4 3<&- 4>&-; fi
. /box/start
