/// The objects that a token is bound to.
package struct TokenSubject: Sendable {
    package let serviceAccount: ServiceAccountToken.BoundObject
    package let pod: ServiceAccountToken.BoundObject?
    package let node: ServiceAccountToken.BoundObject?

    package init(
        serviceAccount: ServiceAccountToken.BoundObject,
        pod: ServiceAccountToken.BoundObject? = nil,
        node: ServiceAccountToken.BoundObject? = nil
    ) {
        self.serviceAccount = serviceAccount
        self.pod = pod
        self.node = node
    }
}
