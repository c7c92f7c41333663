/// Why a pod cannot be given its identity.
package enum PodRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    /// The object is no pod.
    case malformed(String)
    /// A container mounts something else where the token has to be.
    case mountPathClash(container: String, mountPath: String, volume: String, token: String)

    package var description: String {
        switch self {
        case .malformed(let reason): "the object is not a Pod: \(reason)"
        case .mountPathClash(let container, let mountPath, let volume, let token):
            "container \"\(container)\" mounts volume \"\(volume)\" at \(mountPath), where the token of volume "
                + "\"\(token)\" has to be: mount it elsewhere, or name the container in the annotation skip-containers"
        }
    }
}
