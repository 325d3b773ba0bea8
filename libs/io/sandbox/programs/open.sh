# The first program of a sandbox. Waits for the number of bytes and then that many bytes of a tar archive on its standard
# input, unpacks it, and becomes what the archive's `start` says. Whatever comes after those bytes is for that program.
umask 077
read -r size || exit 0
dd bs="$size" count=1 iflag=fullblock status=none | tar -xf - -C /box --no-same-owner --no-same-permissions || exit 125
. /box/start
