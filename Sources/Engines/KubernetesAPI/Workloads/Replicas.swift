package import JSONTree

/// How many pods a deployment or a scale wants (`spec.replicas`, an int32 in Kubernetes).
package enum Replicas {
    package static let most = Int(Int32.max)

    /// One if it does not say; never more than can be counted with.
    package static func wanted(by object: JSON) -> Int {
        max(0, min(object.at("spec", "replicas")?.integer ?? 1, most))
    }
}
