#!/usr/bin/perl
# A queue consumer as Guardian likes it: says when it is ready, when it is busy, how far it has got, and that it lives.
# Plain perl (perl-base), no module beyond the standard ones.
use strict;
use warnings;
use IO::Socket::UNIX;
use Socket qw(SOCK_DGRAM);

$| = 1;
# A socket for each word, as sd_notify(3) does it: the node may be gone for a while, and back at the same address.
sub tell_guardian {
    my $path = $ENV{NOTIFY_SOCKET} // return;
    $path =~ s/^\@/\0/;
    my $words = join("\n", @_);
    eval {
        my $notify = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Peer => $path) or return;
        $notify->send($words);
    };
}

my $stop = 0;
$SIG{TERM} = sub { $stop = 1 };

tell_guardian('READY=1', 'STATUS=waiting for work');
my $done = 0;
until ($stop) {
    tell_guardian('WATCHDOG=1', 'X_GUARDIAN_BUSY=1', "STATUS=task " . ($done + 1));
    select(undef, undef, undef, 1.5);    # the work
    $done++;
    tell_guardian('WATCHDOG=1', 'X_GUARDIAN_BUSY=0', "X_GUARDIAN_PROGRESS=$done", 'STATUS=waiting for work');
    print "task $done done\n";
    select(undef, undef, undef, 0.5) unless $stop;
}
tell_guardian('STOPPING=1');
print "stopped after $done tasks, nothing left in hand\n";
