# In a network namespace of its own: initialize makes link, addresses and routes, twice without harm, and the agent serves
# both families on port 80; without the IPv6 address it serves the other one; a route elsewhere is an error that says so;
# a wider address that is there is enough, a wider route is not; without IPv6 the rest is done all the same.
set -eu
agent=$1 data=$2
ip link set lo up
"$agent" initialize > "$data/first"
grep -q '"kind":' "$data/first"
"$agent" initialize --verbosity trace > "$data/second"
[ ! -s "$data/second" ] || { cat "$data/second"; exit 1; }
[ "$(ip -br address show pod-id-link0 | tr -s ' ' '\n' | grep -c -e '^169.254.170.23/32$' -e '^fd00:ec2::23/128$')" = 2 ]
[ "$(ip route show 169.254.170.23 table main)" = "169.254.170.23 dev pod-id-link0 " ]
ip -6 route show table main | grep -q '^fd00:ec2::23 dev pod-id-link0'

export AWS_ACCESS_KEY_ID=AKIA AWS_SECRET_ACCESS_KEY=secret AWS_REGION=us-west-2 AWS_MAX_ATTEMPTS=1
serve() {
    : > "$data/log"
    "$agent" server --cluster-name myeks --endpoint http://127.0.0.1:1 "$@" > "$data/log" &
    pid=$!
    until [ "$(grep -c '"serving status"' "$data/log")" = 2 ]; do
        kill -0 $pid || { cat "$data/log"; exit 1; }
    done
}
ask() { curl --silent --max-time 20 --output "$data/body" --write-out '%{http_code}' "$@"; }
says() { grep -q "$1" "$data/body" || { cat "$data/body"; exit 1; }; }

serve
[ "$(ask http://169.254.170.23/v1/credentials)" = 400 ] && says '^Service account token cannot be empty$'
[ "$(ask 'http://[fd00:ec2::23]/v1/credentials')" = 400 ] && says '^Service account token cannot be empty$'
[ "$(ask http://169.254.170.23/)" = 404 ] && says '^404 page not found$'
[ "$(ask http://127.0.0.1:2703/healthz)" = 200 ]
[ "$(ask http://127.0.0.1:2705/metrics)" = 200 ] && says '^pod_identity_http_response{code="400"} 2$'
# EKS Auth is not there: who asks is told so, and so is readiness; health is not affected.
token=eyJhbGciOiJSUzI1NiJ9.e30.x
[ "$(ask -H "Authorization: $token" http://169.254.170.23/v1/credentials)" = 500 ]
says '^\[\]: EKS Auth at http://127.0.0.1:1: Connection refused$'
[ "$(ask http://127.0.0.1:2703/readyz)" = 500 ] && says 'EKS Auth at http://127.0.0.1:1'
[ "$(ask http://127.0.0.1:2703/healthz)" = 200 ]
kill -TERM $pid
wait $pid

ip address del fd00:ec2::23/128 dev pod-id-link0
serve
grep -q 'cannot serve credentials on this address' "$data/log"
[ "$(ask http://169.254.170.23/v1/credentials)" = 400 ]
[ "$(ask http://127.0.0.1:2703/healthz)" = 200 ]
kill -TERM $pid
wait $pid

ip route del 169.254.170.23 dev pod-id-link0
ip route add 169.254.170.23/32 dev lo
if "$agent" initialize > "$data/third"; then exit 1; fi
grep -q 'a route to 169.254.170.23/32 leads to link 1, not to pod-id-link0, link [0-9]*: remove it' "$data/third"

# A wider route is no route to the agent, and an address with a wider prefix is an address.
ip route del 169.254.170.23/32 dev lo
ip address del 169.254.170.23/32 dev pod-id-link0
ip address add 169.254.170.23/24 dev pod-id-link0
"$agent" initialize > "$data/fourth"
! grep -q '"added the address".*169.254' "$data/fourth" || { cat "$data/fourth"; exit 1; }
grep -q '"added the route"' "$data/fourth" || { cat "$data/fourth"; exit 1; }
[ "$(ip -4 -br address show pod-id-link0 | tr -s ' ' '\n' | grep -c '^169')" = 1 ]
[ "$(ip route show 169.254.170.23 table main)" = "169.254.170.23 dev pod-id-link0 " ]

# Without IPv6 its address fails, which the log says; IPv4 is there and the command succeeds.
ip link del pod-id-link0
echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6
"$agent" initialize > "$data/fifth"
grep -q 'IPv6 will not be served: cannot give pod-id-link0 the address fd00:ec2:.*:23/128' "$data/fifth" || {
    cat "$data/fifth"
    exit 1
}
[ "$(ip route show 169.254.170.23 table main)" = "169.254.170.23 dev pod-id-link0 " ]
