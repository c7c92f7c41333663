import Ambient
import JSONTree
import KubernetesAPI

/// How one container of a pod stands, as its status says it.
struct ContainerStanding: Sendable, Hashable {
    struct Termination: Sendable, Hashable {
        var exitCode: Int
        var reason: String
        var message: String?
        var startedAt: Timestamp
        var finishedAt: Timestamp
        var containerID: String

        var json: JSON {
            var json: JSON = [
                "exitCode": .whole(exitCode), "reason": .string(reason), "startedAt": .string(startedAt.rfc3339),
                "finishedAt": .string(finishedAt.rfc3339), "containerID": .string(containerID),
            ]
            if let message { json.set("message", to: .string(message)) }
            return json
        }

        init(
            exitCode: Int,
            reason: String,
            message: String? = nil,
            startedAt: Timestamp,
            finishedAt: Timestamp,
            containerID: String
        ) {
            self.exitCode = exitCode
            self.reason = reason
            self.message = message
            self.startedAt = startedAt
            self.finishedAt = finishedAt
            self.containerID = containerID
        }

        init?(_ json: JSON?) {
            guard let json, let code = json["exitCode"]?.integer else { return nil }
            exitCode = code
            reason = json["reason"]?.string ?? "Error"
            message = json["message"]?.string
            startedAt = json["startedAt"]?.string.flatMap { Timestamp(rfc3339: $0) } ?? Timestamp(seconds: 0)
            finishedAt = json["finishedAt"]?.string.flatMap { Timestamp(rfc3339: $0) } ?? startedAt
            containerID = json["containerID"]?.string ?? ""
        }
    }

    enum State: Sendable, Hashable {
        case waiting(reason: String, message: String?)
        case running(since: Timestamp)
        case terminated(Termination)
    }

    let name: String
    let image: String
    let isInit: Bool
    /// An init container that runs beside the others.
    let isSidecar: Bool
    var state: State
    var last: Termination?
    private(set) var restartCount = 0
    var isReady = false
    /// Whether the startup probe, if there is one, has succeeded.
    var hasStarted = false
    var containerID = ""
    var imageID = ""

    init(_ container: JSON, isInit: Bool, waitingFor reason: String) {
        name = container["name"]?.string ?? ""
        image = container["image"]?.string ?? ""
        self.isInit = isInit
        isSidecar = isInit && container["restartPolicy"]?.string == "Always"
        state = .waiting(reason: reason, message: nil)
    }

    var termination: Termination? { if case .terminated(let termination) = state { termination } else { nil } }
    var isRunning: Bool { if case .running = state { true } else { false } }

    /// An int32 in Kubernetes.
    private static let mostRestarts = Int(Int32.max)

    mutating func countRestart() { restartCount = min(restartCount + 1, Self.mostRestarts) }

    /// Takes over what was reported before the program was started again: what ran then has ended unseen.
    mutating func resume(from status: JSON, now: Timestamp) {
        restartCount = max(0, min(status["restartCount"]?.integer ?? 0, Self.mostRestarts))
        last = Termination(status.at("lastState", "terminated"))
        if let ended = Termination(status.at("state", "terminated")) {
            state = .terminated(ended)
            containerID = ended.containerID
        } else if let since = status.at("state", "running", "startedAt")?.string {
            state = .terminated(
                Termination(
                    exitCode: 137,
                    reason: "ContainerStatusUnknown",
                    message: "The container could not be located when the node was started again",
                    startedAt: Timestamp(rfc3339: since) ?? now,
                    finishedAt: now,
                    containerID: status["containerID"]?.string ?? ""
                )
            )
        }
    }

    var json: JSON {
        let state: JSON
        switch self.state {
        case .waiting(let reason, let message):
            var waiting: JSON = ["reason": .string(reason)]
            if let message { waiting.set("message", to: .string(message)) }
            state = ["waiting": waiting]
        case .running(let since): state = ["running": ["startedAt": .string(since.rfc3339)]]
        case .terminated(let termination): state = ["terminated": termination.json]
        }
        var json: JSON = [
            "name": .string(name), "state": state, "lastState": last.map { ["terminated": $0.json] } ?? .empty,
            "ready": .boolean(isReady || isInit && !isSidecar && termination?.exitCode == 0),
            "restartCount": .whole(restartCount), "image": .string(image),
            "imageID": .string(imageID), "started": .boolean(isRunning && hasStarted),
        ]
        if !containerID.isEmpty { json.set("containerID", to: .string(containerID)) }
        return json
    }
}
