import HummingbirdCore
import NIOCore

/// The body of a request that is taken while it arrives.
enum ArrivingBody {
    typealias Parts = NIOThrowingAsyncSequenceProducer<
        ByteBuffer, any Error, NIOAsyncSequenceProducerBackPressureStrategies.HighLowWatermark, Demand
    >
    typealias Source = Parts.Source

    /// Tells when more is wanted after there was enough.
    struct Demand: NIOAsyncSequenceProducerDelegate {
        let more: @Sendable () -> Void

        func produceMore() { more() }

        func didTerminate() { more() }
    }

    /// A body whose client waits to be told that it is wanted.
    private struct Invited: AsyncSequence, Sendable {
        let parts: Parts
        let invite: @Sendable () -> Void

        func makeAsyncIterator() -> Parts.AsyncIterator {
            invite()
            return parts.makeAsyncIterator()
        }
    }

    /// A body and where its bytes are put.
    ///
    /// `more` is called, on any thread, when the source may go on after it said stop; `invite`, if there is one, when its
    /// taking begins.
    static func make(
        more: @escaping @Sendable () -> Void,
        invite: (@Sendable () -> Void)?
    ) -> (RequestBody, Source) {
        let made = Parts.makeSequence(
            elementType: ByteBuffer.self,
            failureType: (any Error).self,
            backPressureStrategy: NIOAsyncSequenceProducerBackPressureStrategies.HighLowWatermark(
                lowWatermark: 2,
                highWatermark: 8
            ),
            finishOnDeinit: false,
            delegate: Demand(more: more)
        )
        guard let invite else { return (RequestBody(asyncSequence: made.sequence), made.source) }
        return (RequestBody(asyncSequence: Invited(parts: made.sequence, invite: invite)), made.source)
    }
}
