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

    private func once(_ token: PodToken) async -> Result<PodCredentials, UpstreamFailure> {
        let region: String
        let credentials: SigningCredentials
        do {
            region = try await node.region()
            credentials = try await node.credentials()
        } catch {
            return .failure(.unsent(error.description))
        }
        guard let url = endpoint ?? ServiceURL(Partition.eksAuth(region: region, fips: isFIPS)) else {
            return .failure(.unsent("the region `\(region)` makes no host name"))
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
        let call = HTTPCall(service: "EKS Auth", url: url, limits: limits, loop: loop, trust: trust)
        do {
            let answer = try await call.send(
                HTTPCall.Request(method: "POST", path: path, headers: headers, body: body)
            )
            return EKSAuthAnswer.read(answer)
        } catch {
            return .failure(.unreachable(error.description))
        }
    }
}
