import Ambient
import JSONTree
import NIOCore
import SigV4
import Synchronization

/// Calls `AssumeRoleForPodIdentity` as the node.
final class EKSAuthClient: Sendable {
    /// 500 ms for a connection, 1 s for an attempt as a whole.
    static let limits = HTTPCall.Limits(connecting: 500, total: 1000)
    private static let service = "eks-auth"

    private let cluster: String
    /// Nil for the one of the region.
    private let endpoint: ServiceURL?
    private let isFIPS: Bool
    private let node: NodeIdentity
    private let trust: TrustStore
    private let proxies: ProxyRules
    private let loop: any EventLoop
    private let clock: WallClock
    private let random: RandomSource
    private let limits: HTTPCall.Limits
    private let retries: Mutex<RetryPolicy>

    init(
        cluster: String,
        endpoint: ServiceURL?,
        isFIPS: Bool,
        attempts: Int,
        node: NodeIdentity,
        trust: TrustStore,
        proxies: ProxyRules,
        loop: any EventLoop,
        clock: WallClock,
        random: RandomSource,
        limits: HTTPCall.Limits = EKSAuthClient.limits
    ) {
        self.cluster = cluster
        self.endpoint = endpoint
        self.isFIPS = isFIPS
        self.node = node
        self.trust = trust
        self.proxies = proxies
        self.loop = loop
        self.clock = clock
        self.random = random
        self.limits = limits
        retries = Mutex(RetryPolicy(attempts: attempts))
    }

    /// Trades a pod's token for its credentials.
    func credentials(for token: PodToken) async -> Result<PodCredentials, UpstreamFailure> {
        var attempt = 1
        while true {
            let result = await once(token)
            guard case .failure(let failure) = result else {
                retries.withLock { $0.succeeded(after: attempt) }
                return result
            }
            guard let pause = retries.withLock({ $0.pause(after: attempt, failure, random: random) }) else {
                return result
            }
            guard (try? await loop.scheduleTask(in: .milliseconds(pause)) {}.futureResult.get()) != nil else {
                return result
            }
            attempt += 1
        }
    }

    /// Why EKS Auth does not answer; nil if it does, whatever it says.
    func outage() async -> String? {
        do {
            let url = try await url()
            let call = call(url)
            let answer = try await call.send(HTTPCall.Request(path: "/"))
            return answer.status < 500 ? nil : "EKS Auth at \(url): status \(answer.status)"
        } catch {
            return "\(error)"
        }
    }

    private func url() async throws(NodeProblem) -> ServiceURL {
        if let endpoint { return endpoint }
        let region = try await node.region()
        guard let url = ServiceURL(Partition.eksAuth(region: region, fips: isFIPS)) else {
            throw NodeProblem(description: "the region `\(region)` makes no host name")
        }
        return url
    }

    private func call(_ url: ServiceURL) -> HTTPCall {
        HTTPCall(
            service: "EKS Auth",
            url: url,
            limits: limits,
            loop: loop,
            trust: trust,
            route: proxies.route(to: url)
        )
    }

    private func once(_ token: PodToken) async -> Result<PodCredentials, UpstreamFailure> {
        let region: String
        let credentials: SigningCredentials
        let url: ServiceURL
        do {
            region = try await node.region()
            credentials = try await node.credentials()
            url = try await self.url()
        } catch {
            return .failure(.unsent(error.description))
        }
        let path = "/clusters/\(cluster)/assume-role-for-pod-identity"
        let body = JSON.object(["token": .string(token.text)]).serialized()
        var headers = [(name: "host", value: url.authority), (name: "content-type", value: "application/json")]
        headers += RequestSigner.sign(
            method: "POST",
            path: url.basePath + path,
            query: "",
            headers: headers,
            body: body,
            credentials: credentials,
            region: region,
            service: Self.service,
            now: clock.now
        )
        let call = call(url)
        do {
            let answer = try await call.send(
                HTTPCall.Request(method: "POST", path: path, headers: headers, body: body)
            )
            let result = EKSAuthAnswer.read(answer)
            if case .failure(let failure) = result, failure.isAboutNode { await node.discard(credentials) }
            return result
        } catch {
            return .failure(.unreachable(error.description))
        }
    }
}
