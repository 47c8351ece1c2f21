# Evaluates SPF records with Mail::SPF, without a network. Standard input and
# output are those of pyspf.py.
use strict;
use warnings;
use JSON::PP qw(decode_json);
use MIME::Base64 qw(decode_base64);
use Mail::SPF;
use Net::DNS;

# Zone stands in for Net::DNS::Resolver.
package Zone;

sub new { return bless { records => $_[1], error => '' }, $_[0] }

sub errorstring { return $_[0]{error} }

sub send {
    my ($self, $name, $type) = @_;
    $name = lc $name;
    $name =~ s/\.$//;
    my $records = $self->{records}{$name};
    $self->{error} = '';
    if ($records && !$records->{$type} && exists $records->{TIMEOUT}) {
        $self->{error} = 'query timed out';
        return undef;
    }
    my $packet = Net::DNS::Packet->new($name, $type);
    $packet->header->rcode($records ? 'NOERROR' : 'NXDOMAIN');
    $packet->push(answer => map { record($name, $type, $_) } @{ $records->{$type} || [] });
    return $packet;
}

sub record {
    my ($name, $type, $value) = @_;
    my %field = (A => 'address', AAAA => 'address', PTR => 'ptrdname', TXT => 'txtdata', MX => 'exchange');
    # Net::DNS reads the text as in a zone file.
    $value =~ s/(["\\])/\\$1/g if $type eq 'TXT';
    my @more = $type eq 'MX' ? (preference => 10) : ();
    return Net::DNS::RR->new(name => $name, type => $type, $field{$type} => $type eq 'TXT' ? [$value] : $value, @more);
}

package main;

local $/;
my $job = decode_json(<STDIN>);
$SIG{__WARN__} = sub { };
for my $case (@{ $job->{cases} }) {
    my %zone = %{ $job->{zone} };
    $zone{'example.com'} = { %{ $zone{'example.com'} }, TXT => [ decode_base64($case->{record}) ] };
    my $server = Mail::SPF::Server->new(dns_resolver => Zone->new(\%zone));
    my $result = eval {
        $server->process(Mail::SPF::Request->new(
            versions => [1], scope => 'mfrom', identity => $case->{sender},
            ip_address => $case->{ip}, helo_identity => $case->{helo},
        ))->code;
    };
    my $error = $@;
    $error =~ s/\n/ /g;
    print defined $result ? $result : "crash: $error", "\n";
}
