import Ambient
import JSONTree
import PodIdentity

let arn = "arn:aws:iam::111122223333:role/app"

func json(_ text: String) throws -> JSON { try JSON(parsing: Array(text.utf8)) }

/// A pod of one container `x`.
func pod(metadata: String = "{}", spec: String = "", container: String = "") -> String {
    let container = #"{"name":"x","image":"i"\#(container.isEmpty ? "" : "," + container)}"#
    return #"{"metadata":\#(metadata),"spec":{"containers":[\#(container)]\#(spec.isEmpty ? "" : "," + spec)}}"#
}

let role = ChosenIdentity(
    method: .role(arn),
    audience: "sts.amazonaws.com",
    usesRegionalSTS: false,
    tokenExpiration: 86_400
)

let association = ChosenIdentity(
    method: .containerCredentials,
    audience: "pods.eks.amazonaws.com",
    usesRegionalSTS: false,
    tokenExpiration: 3600
)

func inject(
    _ pod: String,
    _ identity: ChosenIdentity = role,
    _ settings: InjectionSettings = InjectionSettings()
) throws -> PodInjection {
    try PodInjection(pod: json(pod), identity: identity, settings: settings, random: .seeded(1))
}

extension PodInjection {
    /// The value of the operation on a path, as text.
    func value(_ path: String) -> String? { operation(path)?["value"]?.text() }

    func operation(_ path: String) -> JSON? { patch.array?.first { $0["path"]?.string == path } }

    var paths: [String] { (patch.array ?? []).compactMap { $0["path"]?.string } }

    var environment: [String] {
        (operation("/spec/containers")?["value"]?.array?.first?["env"]?.array ?? []).map {
            "\($0["name"]?.string ?? "")=\($0["value"]?.string ?? "")"
        }
    }

    var mounts: [String] {
        (operation("/spec/containers")?["value"]?.array?.first?["volumeMounts"]?.array ?? []).map {
            "\($0["name"]?.string ?? "")@\($0["mountPath"]?.string ?? "")"
        }
    }
}
