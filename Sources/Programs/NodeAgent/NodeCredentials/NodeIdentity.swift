import Ambient
import JSONTree
import SigV4

/// The node's own region and credentials, found when first needed and kept until they are nearly over or reloaded.
actor NodeIdentity {
    /// Credentials are replaced this many seconds before their end, as long as that succeeds.
    private static let ahead: Int64 = 300

    private let chosenRegion: String?
    private let sources: CredentialSources
    private let clock: WallClock
    private let log: AgentLog
    private var foundRegion: String?
    private var current: NodeCredentials?
    private var pending: Task<Result<NodeCredentials, NodeProblem>, Never>?
    private var generation = 0

    init(region: String?, sources: CredentialSources, clock: WallClock, log: AgentLog) {
        chosenRegion = region
        self.sources = sources
        self.clock = clock
        self.log = log
    }

    /// From the flag, the environment, the shared configuration, or else the instance's metadata.
    func region() async throws(NodeProblem) -> String {
        if let known = chosenRegion ?? foundRegion { return known }
        let environment = sources.environment
        if let named = environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"] ?? configured(environment) {
            foundRegion = named
            return named
        }
        let place: String?
        do {
            place = try await sources.metadata.region()
        } catch {
            throw NodeProblem(description: "no region: --region and AWS_REGION are not set, and \(error)")
        }
        guard let place else {
            throw NodeProblem(
                description: "no region: --region and AWS_REGION are not set, and AWS_EC2_METADATA_DISABLED is"
            )
        }
        foundRegion = place
        log.info("found the region", [("region", .string(place)), ("from", "instance metadata")])
        return place
    }

    /// Credentials to sign with.
    func credentials() async throws(NodeProblem) -> SigningCredentials {
        if let current, isFresh(current) { return current.key }
        do {
            return try await load().key
        } catch {
            // Better old ones that still count than none.
            if let current, let end = current.expiration, end > clock.now {
                log.warn("the node's credentials could not be renewed: \(error)")
                return current.key
            }
            throw error
        }
    }

    /// Forgets credentials that were not accepted, so that the next call looks for others.
    func discard(_ key: SigningCredentials) {
        guard current?.key == key else { return }
        current = nil
        log.warn("the node's credentials were not accepted, and are read anew when next needed")
    }

    /// Forgets credentials and region, so that the next call reads them anew.
    func reload() {
        current = nil
        pending = nil
        foundRegion = nil
        generation += 1
        log.info("the node's credentials are read anew when next needed")
    }

    private func isFresh(_ credentials: NodeCredentials) -> Bool {
        guard let end = credentials.expiration else { return true }
        // The shared file of a hybrid node counts for a minute as a whole.
        let ahead = sources.onlySharedFile ? 0 : Self.ahead
        return end > clock.now.adding(seconds: ahead)
    }

    /// One search at a time, whoever asks.
    private func load() async throws(NodeProblem) -> NodeCredentials {
        let started = generation
        let task =
            pending
            ?? Task {
                do throws(NodeProblem) {
                    return .success(
                        try await sources.credentials { () async throws(NodeProblem) in try await self.region() }
                    )
                } catch {
                    return .failure(error)
                }
            }
        pending = task
        let result = await task.value
        if started == generation {
            pending = nil
            if case .success(let found) = result {
                if current?.key != found.key {
                    log.info(
                        "found the node's credentials",
                        [("from", .string(found.source)), ("access-key-id", .string(found.key.accessKeyID))]
                    )
                }
                current = found
            }
        }
        return try result.get()
    }

    private func configured(_ environment: Environment) -> String? {
        let path = environment["AWS_CONFIG_FILE"] ?? (environment["HOME"] ?? "/root") + "/.aws/config"
        guard let file = try? SharedFile(path: path) else { return nil }
        return file[environment["AWS_PROFILE"] ?? "default", "region"]
    }
}
