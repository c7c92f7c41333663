import Ambient
import NIOPosix
import Testing

@testable import NodeAgent

struct AddressBindingTests {
    private static let (here, there) = (ClientPlace(address: "10.0.0.7"), ClientPlace(address: "10.0.0.8"))

    /// What a place gets for a token.
    private func ask(
        _ bindings: inout AddressBindings,
        _ token: PodToken,
        _ place: ClientPlace,
        at seconds: Int64 = 0
    ) -> AddressBindings.Refusal? {
        do throws(AddressBindings.Refusal) {
            _ = try bindings.use(token, from: place, at: at(seconds))
            return nil
        } catch {
            return error
        }
    }

    @Test func `the first place that uses a pod's token keeps all of the pod's`() {
        var bindings = AddressBindings()
        let (old, new) = (token("old", pod: "p"), token("new", pod: "p", issued: 60, expires: 90_000))
        #expect(ask(&bindings, old, Self.here) == nil)
        #expect(ask(&bindings, old, Self.here) == nil)
        for stolen in [old, new] { #expect(ask(&bindings, stolen, Self.there) == .boundElsewhere(Self.here)) }
        #expect(ask(&bindings, new, Self.here) == nil)
        // Another pod, and a token that names none, are another matter.
        #expect(ask(&bindings, token("q", pod: "q"), Self.there) == nil)
        #expect(ask(&bindings, token("loose"), Self.there) == nil)
        #expect(ask(&bindings, token("loose"), Self.here) == .boundElsewhere(Self.there))
    }

    @Test func `asking binds nothing: a token that was made up takes nobody's place`() throws {
        var bindings = AddressBindings()
        try bindings.check(token("forged", pod: "p"), from: Self.there, at: start)
        #expect(bindings.count == 0)
        #expect(ask(&bindings, token("true", pod: "p"), Self.here) == nil)
        #expect(throws: AddressBindings.Refusal.boundElsewhere(Self.here)) {
            try bindings.check(token("forged", pod: "p"), from: Self.there, at: start)
        }
    }

    @Test func `a binding ends with the last of the pod's tokens`() {
        var bindings = AddressBindings()
        #expect(ask(&bindings, token("old", pod: "p", expires: 600), Self.here) == nil)
        #expect(ask(&bindings, token("new", pod: "p", expires: 900), Self.here, at: 300) == nil)
        #expect(ask(&bindings, token("old", pod: "p", expires: 600), Self.here, at: 301) == nil)
        #expect(ask(&bindings, token("new", pod: "p", expires: 900), Self.there, at: 899) != nil)
        #expect(ask(&bindings, token("next", pod: "p", expires: 2000), Self.there, at: 900) == nil)
        #expect(bindings.count == 1)
    }

    @Test func `a binding ends when EKS Auth says that its token is over, and by no other token`() {
        var bindings = AddressBindings()
        let own = token("own", pod: "p")
        #expect(ask(&bindings, own, Self.here) == nil)
        bindings.end(token("forged", pod: "p"))
        #expect(ask(&bindings, own, Self.there) == .boundElsewhere(Self.here))
        bindings.end(own)
        #expect(bindings.count == 0)
        #expect(ask(&bindings, own, Self.there) == nil)
    }

    @Test func `bindings have an end: the expired ones make room, and then the one unused for longest`() {
        var bindings = AddressBindings(capacity: 2)
        #expect(ask(&bindings, token("a", pod: "a", expires: 10), Self.here) == nil)
        #expect(ask(&bindings, token("b", pod: "b", expires: 100), Self.here) == nil)
        #expect(ask(&bindings, token("c", pod: "c"), Self.here, at: 10) == nil)
        #expect(ask(&bindings, token("b", pod: "b", expires: 100), Self.there, at: 11) == .boundElsewhere(Self.here))
        #expect(ask(&bindings, token("b", pod: "b", expires: 100), Self.here, at: 12) == nil)
        #expect(ask(&bindings, token("d", pod: "d"), Self.here, at: 13) == nil)
        #expect(bindings.count == 2)
        #expect(ask(&bindings, token("b", pod: "b", expires: 100), Self.there, at: 14) == .boundElsewhere(Self.here))
        #expect(ask(&bindings, token("c", pod: "c"), Self.there, at: 14) == nil)
    }

    @Test func `an address by another interface is another place, and IPv4 is the same on both kinds of listener`() {
        var bindings = AddressBindings()
        #expect(ask(&bindings, token("t", pod: "p"), ClientPlace(address: "10.0.0.7", interface: 3)) == nil)
        #expect(ask(&bindings, token("t", pod: "p"), ClientPlace(address: "::ffff:10.0.0.7", interface: 3)) == nil)
        let spoofed = ClientPlace(address: "10.0.0.7", interface: 4)
        #expect(
            ask(&bindings, token("t", pod: "p"), spoofed)
                == .boundElsewhere(ClientPlace(address: "10.0.0.7", interface: 3))
        )
        #expect(ClientPlace(address: "fd00::7").address == "fd00::7")
    }

    @Test func `the interface is read from control messages, and from nothing else`() {
        // Length 28, level IP, type PKTINFO, then index 5 and two addresses.
        let pktinfo: ArrivalInterface.ControlMessages = (28, 8 << 32, 5, 0, 0, 0, 0, 0)
        #expect(ArrivalInterface.index(in: pktinfo, isIPv6: false) == 5)
        #expect(ArrivalInterface.index(in: pktinfo, isIPv6: true) == 0)
        // A time to live before it, and IPv6's, with 16 bytes of address before the index.
        let second: ArrivalInterface.ControlMessages = (20, 2 << 32, 64, 28, 8 << 32, 6, 0, 0)
        #expect(ArrivalInterface.index(in: second, isIPv6: false) == 6)
        let version6: ArrivalInterface.ControlMessages = (36, 2 << 32 | 41, 1, 2, 7, 0, 0, 0)
        #expect(ArrivalInterface.index(in: version6, isIPv6: true) == 7)
        for broken: ArrivalInterface.ControlMessages in [
            (0, 0, 0, 0, 0, 0, 0, 0), (8, 8 << 32, 5, 0, 0, 0, 0, 0), (UInt64.max, 8 << 32, 5, 0, 0, 0, 0, 0),
            (65, 8 << 32, 5, 0, 0, 0, 0, 0), (18, 8 << 32, 5, 0, 0, 0, 0, 0),
        ] { #expect(ArrivalInterface.index(in: broken, isIPv6: false) == 0) }
    }

    @Test
    func `with the flag, a token is refused from another address, in AWS's shape, and the log and a metric say why`()
        async throws
    {
        let service = try await FakeService { call, _ in
            call.body.contains(podToken("forged")) ? refuse(400, "InvalidTokenException") : grant()
        }
        let running = try await RunningAgent(eksAuth: service.url) { $0.options.bindsTokens = true }
        let token = podToken()
        #expect(try await running.ask(token).status == 200)
        let stolen = try await running.ask(token, from: "127.0.0.2")
        #expect(stolen.status == 403)
        #expect(
            stolen.body
                == "Access Denied. Called agent from an address that the service account token is not bound to\n"
        )
        #expect(stolen.head.contains("\r\nContent-Type: text/plain; charset=utf-8\r\n"))
        #expect(stolen.head.contains("\r\nX-Content-Type-Options: nosniff\r\n"))
        #expect(try await running.ask(token).status == 200)
        #expect(service.calls.count == 1)
        // Another pod at the other address, and a token that EKS Auth does not accept, which binds nobody.
        #expect(try await running.ask(podToken("q"), from: "127.0.0.2").status == 200)
        #expect(try await running.ask(podToken("forged"), from: "127.0.0.2").status == 400)
        #expect(try await running.ask(podToken("forged")).status == 400)
        #expect(running.log.contains("refused: a token of this pod was first used from another address"))
        #expect(running.log.contains("127.0.0.2"))
        #expect(!running.log.contains(token))
        let metrics = try await running.metrics().body
        for line in [
            #"pod_identity_address_bindings{state="bound"} 2"#, #"pod_identity_address_bindings{state="refused"} 1"#,
            #"pod_identity_http_response{code="403"} 1"#,
        ] { #expect(metrics.contains("\n" + line), "\(line)") }
        #if os(Linux)
        // The loopback interface is the first of a network namespace.
        #expect(running.log.contains("127.0.0.2 by interface 1"))
        #endif
    }

    @Test func `without the flag, a token counts from everywhere`() async throws {
        let service = try await FakeService { _, _ in grant() }
        let running = try await RunningAgent(eksAuth: service.url)
        for source in ["127.0.0.1", "127.0.0.2"] {
            #expect(try await running.ask(podToken(), from: source).status == 200)
        }
        #expect(service.calls.count == 1)
    }

    @Test func `of callers that wait for one answer, the first one's address is bound`() async throws {
        let (asked, continuation) = AsyncStream<Void>.makeStream()
        let service = try await FakeService { _, number in
            continuation.yield()
            return number == 1 ? refuse(503, "ServiceUnavailableException") : grant()
        }
        let running = try await RunningAgent(eksAuth: service.url) { $0.options.bindsTokens = true }
        async let first = running.ask(podToken())
        for await _ in asked { break }
        async let second = running.ask(podToken(), from: "127.0.0.2")
        #expect(try await [first.status, second.status] == [200, 403])
    }

    @Test func `a pod that is gone leaves its address`() async throws {
        let service = try await FakeService { _, number in
            number == 2 ? refuse(400, "InvalidTokenException") : grant(expiration: "1800000060")
        }
        let running = try await RunningAgent(eksAuth: service.url) { $0.options.bindsTokens = true }
        #expect(try await running.ask(podToken()).status == 200)
        running.setTime(at(60))
        #expect(try await running.ask(podToken()).status == 400)
        running.setTime(at(0))
        #expect(try await running.ask(podToken(), from: "127.0.0.2").status == 200)
    }
}
