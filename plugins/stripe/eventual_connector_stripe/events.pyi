"""Stripe's events, with the objects of the SDK. Generated from it: `make generate`."""

from typing import Any, ClassVar, Generic, Literal, TypeVar

import stripe
import stripe.apps
import stripe.billing
import stripe.billing_portal
import stripe.checkout
import stripe.climate
import stripe.entitlements
import stripe.financial_connections
import stripe.identity
import stripe.issuing
import stripe.radar
import stripe.reporting
import stripe.reserve
import stripe.sigma
import stripe.tax
import stripe.terminal
import stripe.test_helpers
import stripe.three_d_secure
import stripe.treasury
from pydantic import BaseModel

T = TypeVar("T", covariant=True)

class Request(BaseModel):
    id: str | None
    idempotency_key: str | None

class Data(BaseModel, Generic[T]):
    @property
    def object(self) -> T: ...
    previous_attributes: dict[str, Any] | None

class Event(BaseModel):
    name: ClassVar[str]
    about: ClassVar[tuple[str, ...]]
    id: str
    object: Literal["event"]
    @property
    def type(self) -> str: ...
    created: int
    livemode: bool
    @property
    def data(self) -> Data[Any]: ...
    api_version: str | None
    account: str | None
    context: str | None
    pending_webhooks: int
    request: Request | None

class RelatedObject(BaseModel):
    id: str
    type: str
    url: str

class ThinEvent(BaseModel):
    name: ClassVar[str]
    id: str
    object: Literal["v2.core.event"]
    @property
    def type(self) -> str: ...
    created: str
    livemode: bool
    context: str | None
    related_object: RelatedObject | None
    reason: dict[str, Any] | None
    data: dict[str, Any] | None

def model(name: str) -> type[Event] | type[ThinEvent]: ...

class AccountApplicationAuthorized(Event):
    @property
    def type(self) -> Literal["account.application.authorized"]: ...
    @property
    def data(self) -> Data[stripe.Application]: ...

class AccountApplicationDeauthorized(Event):
    @property
    def type(self) -> Literal["account.application.deauthorized"]: ...
    @property
    def data(self) -> Data[stripe.Application]: ...

class AccountExternalAccountCreated(Event):
    @property
    def type(self) -> Literal["account.external_account.created"]: ...
    @property
    def data(self) -> Data[stripe.BankAccount | stripe.Card]: ...

class AccountExternalAccountDeleted(Event):
    @property
    def type(self) -> Literal["account.external_account.deleted"]: ...
    @property
    def data(self) -> Data[stripe.BankAccount | stripe.Card]: ...

class AccountExternalAccountUpdated(Event):
    @property
    def type(self) -> Literal["account.external_account.updated"]: ...
    @property
    def data(self) -> Data[stripe.BankAccount | stripe.Card]: ...

class AccountUpdated(Event):
    @property
    def type(self) -> Literal["account.updated"]: ...
    @property
    def data(self) -> Data[stripe.Account]: ...

class ApplicationFeeCreated(Event):
    @property
    def type(self) -> Literal["application_fee.created"]: ...
    @property
    def data(self) -> Data[stripe.ApplicationFee]: ...

class ApplicationFeeRefundUpdated(Event):
    @property
    def type(self) -> Literal["application_fee.refund.updated"]: ...
    @property
    def data(self) -> Data[stripe.ApplicationFeeRefund]: ...

class ApplicationFeeRefunded(Event):
    @property
    def type(self) -> Literal["application_fee.refunded"]: ...
    @property
    def data(self) -> Data[stripe.ApplicationFee]: ...

class AppsInstallCreated(Event):
    @property
    def type(self) -> Literal["apps.install.created"]: ...
    @property
    def data(self) -> Data[stripe.apps.Install]: ...

class AppsInstallDeleted(Event):
    @property
    def type(self) -> Literal["apps.install.deleted"]: ...
    @property
    def data(self) -> Data[stripe.apps.Install]: ...

class AppsInstallUpdated(Event):
    @property
    def type(self) -> Literal["apps.install.updated"]: ...
    @property
    def data(self) -> Data[stripe.apps.Install]: ...

class BalanceAvailable(Event):
    @property
    def type(self) -> Literal["balance.available"]: ...
    @property
    def data(self) -> Data[stripe.Balance]: ...

class BalanceSettingsUpdated(Event):
    @property
    def type(self) -> Literal["balance_settings.updated"]: ...
    @property
    def data(self) -> Data[stripe.BalanceSettings]: ...

class BillingAlertTriggered(Event):
    @property
    def type(self) -> Literal["billing.alert.triggered"]: ...
    @property
    def data(self) -> Data[stripe.billing.Alert]: ...

class BillingCreditBalanceTransactionCreated(Event):
    @property
    def type(self) -> Literal["billing.credit_balance_transaction.created"]: ...
    @property
    def data(self) -> Data[stripe.billing.CreditBalanceTransaction]: ...

class BillingCreditGrantCreated(Event):
    @property
    def type(self) -> Literal["billing.credit_grant.created"]: ...
    @property
    def data(self) -> Data[stripe.billing.CreditGrant]: ...

class BillingCreditGrantUpdated(Event):
    @property
    def type(self) -> Literal["billing.credit_grant.updated"]: ...
    @property
    def data(self) -> Data[stripe.billing.CreditGrant]: ...

class BillingMeterCreated(Event):
    @property
    def type(self) -> Literal["billing.meter.created"]: ...
    @property
    def data(self) -> Data[stripe.billing.Meter]: ...

class BillingMeterDeactivated(Event):
    @property
    def type(self) -> Literal["billing.meter.deactivated"]: ...
    @property
    def data(self) -> Data[stripe.billing.Meter]: ...

class BillingMeterReactivated(Event):
    @property
    def type(self) -> Literal["billing.meter.reactivated"]: ...
    @property
    def data(self) -> Data[stripe.billing.Meter]: ...

class BillingMeterUpdated(Event):
    @property
    def type(self) -> Literal["billing.meter.updated"]: ...
    @property
    def data(self) -> Data[stripe.billing.Meter]: ...

class BillingPortalConfigurationCreated(Event):
    @property
    def type(self) -> Literal["billing_portal.configuration.created"]: ...
    @property
    def data(self) -> Data[stripe.billing_portal.Configuration]: ...

class BillingPortalConfigurationUpdated(Event):
    @property
    def type(self) -> Literal["billing_portal.configuration.updated"]: ...
    @property
    def data(self) -> Data[stripe.billing_portal.Configuration]: ...

class BillingPortalSessionCreated(Event):
    @property
    def type(self) -> Literal["billing_portal.session.created"]: ...
    @property
    def data(self) -> Data[stripe.billing_portal.Session]: ...

class CapabilityUpdated(Event):
    @property
    def type(self) -> Literal["capability.updated"]: ...
    @property
    def data(self) -> Data[stripe.Capability]: ...

class CashBalanceFundsAvailable(Event):
    @property
    def type(self) -> Literal["cash_balance.funds_available"]: ...
    @property
    def data(self) -> Data[stripe.CashBalance]: ...

class ChargeCaptured(Event):
    @property
    def type(self) -> Literal["charge.captured"]: ...
    @property
    def data(self) -> Data[stripe.Charge]: ...

class ChargeDisputeClosed(Event):
    @property
    def type(self) -> Literal["charge.dispute.closed"]: ...
    @property
    def data(self) -> Data[stripe.Dispute]: ...

class ChargeDisputeCreated(Event):
    @property
    def type(self) -> Literal["charge.dispute.created"]: ...
    @property
    def data(self) -> Data[stripe.Dispute]: ...

class ChargeDisputeFundsReinstated(Event):
    @property
    def type(self) -> Literal["charge.dispute.funds_reinstated"]: ...
    @property
    def data(self) -> Data[stripe.Dispute]: ...

class ChargeDisputeFundsWithdrawn(Event):
    @property
    def type(self) -> Literal["charge.dispute.funds_withdrawn"]: ...
    @property
    def data(self) -> Data[stripe.Dispute]: ...

class ChargeDisputeUpdated(Event):
    @property
    def type(self) -> Literal["charge.dispute.updated"]: ...
    @property
    def data(self) -> Data[stripe.Dispute]: ...

class ChargeExpired(Event):
    @property
    def type(self) -> Literal["charge.expired"]: ...
    @property
    def data(self) -> Data[stripe.Charge]: ...

class ChargeFailed(Event):
    @property
    def type(self) -> Literal["charge.failed"]: ...
    @property
    def data(self) -> Data[stripe.Charge]: ...

class ChargePending(Event):
    @property
    def type(self) -> Literal["charge.pending"]: ...
    @property
    def data(self) -> Data[stripe.Charge]: ...

class ChargeRefundUpdated(Event):
    @property
    def type(self) -> Literal["charge.refund.updated"]: ...
    @property
    def data(self) -> Data[stripe.Refund]: ...

class ChargeRefunded(Event):
    @property
    def type(self) -> Literal["charge.refunded"]: ...
    @property
    def data(self) -> Data[stripe.Charge]: ...

class ChargeSucceeded(Event):
    @property
    def type(self) -> Literal["charge.succeeded"]: ...
    @property
    def data(self) -> Data[stripe.Charge]: ...

class ChargeUpdated(Event):
    @property
    def type(self) -> Literal["charge.updated"]: ...
    @property
    def data(self) -> Data[stripe.Charge]: ...

class CheckoutSessionAsyncPaymentFailed(Event):
    @property
    def type(self) -> Literal["checkout.session.async_payment_failed"]: ...
    @property
    def data(self) -> Data[stripe.checkout.Session]: ...

class CheckoutSessionAsyncPaymentSucceeded(Event):
    @property
    def type(self) -> Literal["checkout.session.async_payment_succeeded"]: ...
    @property
    def data(self) -> Data[stripe.checkout.Session]: ...

class CheckoutSessionCompleted(Event):
    @property
    def type(self) -> Literal["checkout.session.completed"]: ...
    @property
    def data(self) -> Data[stripe.checkout.Session]: ...

class CheckoutSessionExpired(Event):
    @property
    def type(self) -> Literal["checkout.session.expired"]: ...
    @property
    def data(self) -> Data[stripe.checkout.Session]: ...

class ClimateOrderCanceled(Event):
    @property
    def type(self) -> Literal["climate.order.canceled"]: ...
    @property
    def data(self) -> Data[stripe.climate.Order]: ...

class ClimateOrderCreated(Event):
    @property
    def type(self) -> Literal["climate.order.created"]: ...
    @property
    def data(self) -> Data[stripe.climate.Order]: ...

class ClimateOrderDelayed(Event):
    @property
    def type(self) -> Literal["climate.order.delayed"]: ...
    @property
    def data(self) -> Data[stripe.climate.Order]: ...

class ClimateOrderDelivered(Event):
    @property
    def type(self) -> Literal["climate.order.delivered"]: ...
    @property
    def data(self) -> Data[stripe.climate.Order]: ...

class ClimateOrderProductSubstituted(Event):
    @property
    def type(self) -> Literal["climate.order.product_substituted"]: ...
    @property
    def data(self) -> Data[stripe.climate.Order]: ...

class ClimateProductCreated(Event):
    @property
    def type(self) -> Literal["climate.product.created"]: ...
    @property
    def data(self) -> Data[stripe.climate.Product]: ...

class ClimateProductPricingUpdated(Event):
    @property
    def type(self) -> Literal["climate.product.pricing_updated"]: ...
    @property
    def data(self) -> Data[stripe.climate.Product]: ...

class CouponCreated(Event):
    @property
    def type(self) -> Literal["coupon.created"]: ...
    @property
    def data(self) -> Data[stripe.Coupon]: ...

class CouponDeleted(Event):
    @property
    def type(self) -> Literal["coupon.deleted"]: ...
    @property
    def data(self) -> Data[stripe.Coupon]: ...

class CouponUpdated(Event):
    @property
    def type(self) -> Literal["coupon.updated"]: ...
    @property
    def data(self) -> Data[stripe.Coupon]: ...

class CreditNoteCreated(Event):
    @property
    def type(self) -> Literal["credit_note.created"]: ...
    @property
    def data(self) -> Data[stripe.CreditNote]: ...

class CreditNoteUpdated(Event):
    @property
    def type(self) -> Literal["credit_note.updated"]: ...
    @property
    def data(self) -> Data[stripe.CreditNote]: ...

class CreditNoteVoided(Event):
    @property
    def type(self) -> Literal["credit_note.voided"]: ...
    @property
    def data(self) -> Data[stripe.CreditNote]: ...

class CustomerCreated(Event):
    @property
    def type(self) -> Literal["customer.created"]: ...
    @property
    def data(self) -> Data[stripe.Customer]: ...

class CustomerDeleted(Event):
    @property
    def type(self) -> Literal["customer.deleted"]: ...
    @property
    def data(self) -> Data[stripe.Customer]: ...

class CustomerDiscountCreated(Event):
    @property
    def type(self) -> Literal["customer.discount.created"]: ...
    @property
    def data(self) -> Data[stripe.Discount]: ...

class CustomerDiscountDeleted(Event):
    @property
    def type(self) -> Literal["customer.discount.deleted"]: ...
    @property
    def data(self) -> Data[stripe.Discount]: ...

class CustomerDiscountUpdated(Event):
    @property
    def type(self) -> Literal["customer.discount.updated"]: ...
    @property
    def data(self) -> Data[stripe.Discount]: ...

class CustomerSourceCreated(Event):
    @property
    def type(self) -> Literal["customer.source.created"]: ...
    @property
    def data(self) -> Data[stripe.Source | stripe.Card | stripe.BankAccount]: ...

class CustomerSourceDeleted(Event):
    @property
    def type(self) -> Literal["customer.source.deleted"]: ...
    @property
    def data(self) -> Data[stripe.Source | stripe.Card | stripe.BankAccount]: ...

class CustomerSourceExpiring(Event):
    @property
    def type(self) -> Literal["customer.source.expiring"]: ...
    @property
    def data(self) -> Data[stripe.Source | stripe.Card | stripe.BankAccount]: ...

class CustomerSourceUpdated(Event):
    @property
    def type(self) -> Literal["customer.source.updated"]: ...
    @property
    def data(self) -> Data[stripe.Source | stripe.Card | stripe.BankAccount]: ...

class CustomerSubscriptionCreated(Event):
    @property
    def type(self) -> Literal["customer.subscription.created"]: ...
    @property
    def data(self) -> Data[stripe.Subscription]: ...

class CustomerSubscriptionDeleted(Event):
    @property
    def type(self) -> Literal["customer.subscription.deleted"]: ...
    @property
    def data(self) -> Data[stripe.Subscription]: ...

class CustomerSubscriptionPaused(Event):
    @property
    def type(self) -> Literal["customer.subscription.paused"]: ...
    @property
    def data(self) -> Data[stripe.Subscription]: ...

class CustomerSubscriptionPendingUpdateApplied(Event):
    @property
    def type(self) -> Literal["customer.subscription.pending_update_applied"]: ...
    @property
    def data(self) -> Data[stripe.Subscription]: ...

class CustomerSubscriptionPendingUpdateExpired(Event):
    @property
    def type(self) -> Literal["customer.subscription.pending_update_expired"]: ...
    @property
    def data(self) -> Data[stripe.Subscription]: ...

class CustomerSubscriptionResumed(Event):
    @property
    def type(self) -> Literal["customer.subscription.resumed"]: ...
    @property
    def data(self) -> Data[stripe.Subscription]: ...

class CustomerSubscriptionTrialWillEnd(Event):
    @property
    def type(self) -> Literal["customer.subscription.trial_will_end"]: ...
    @property
    def data(self) -> Data[stripe.Subscription]: ...

class CustomerSubscriptionUpdated(Event):
    @property
    def type(self) -> Literal["customer.subscription.updated"]: ...
    @property
    def data(self) -> Data[stripe.Subscription]: ...

class CustomerTaxIdCreated(Event):
    @property
    def type(self) -> Literal["customer.tax_id.created"]: ...
    @property
    def data(self) -> Data[stripe.TaxId]: ...

class CustomerTaxIdDeleted(Event):
    @property
    def type(self) -> Literal["customer.tax_id.deleted"]: ...
    @property
    def data(self) -> Data[stripe.TaxId]: ...

class CustomerTaxIdUpdated(Event):
    @property
    def type(self) -> Literal["customer.tax_id.updated"]: ...
    @property
    def data(self) -> Data[stripe.TaxId]: ...

class CustomerUpdated(Event):
    @property
    def type(self) -> Literal["customer.updated"]: ...
    @property
    def data(self) -> Data[stripe.Customer]: ...

class CustomerCashBalanceTransactionCreated(Event):
    @property
    def type(self) -> Literal["customer_cash_balance_transaction.created"]: ...
    @property
    def data(self) -> Data[stripe.CustomerCashBalanceTransaction]: ...

class EntitlementsActiveEntitlementSummaryUpdated(Event):
    @property
    def type(self) -> Literal["entitlements.active_entitlement_summary.updated"]: ...
    @property
    def data(self) -> Data[stripe.entitlements.ActiveEntitlementSummary]: ...

class FileCreated(Event):
    @property
    def type(self) -> Literal["file.created"]: ...
    @property
    def data(self) -> Data[stripe.File]: ...

class FinancialConnectionsAccountAccountNumbersUpdated(Event):
    @property
    def type(self) -> Literal["financial_connections.account.account_numbers_updated"]: ...
    @property
    def data(self) -> Data[stripe.financial_connections.Account]: ...

class FinancialConnectionsAccountCreated(Event):
    @property
    def type(self) -> Literal["financial_connections.account.created"]: ...
    @property
    def data(self) -> Data[stripe.financial_connections.Account]: ...

class FinancialConnectionsAccountDeactivated(Event):
    @property
    def type(self) -> Literal["financial_connections.account.deactivated"]: ...
    @property
    def data(self) -> Data[stripe.financial_connections.Account]: ...

class FinancialConnectionsAccountDisconnected(Event):
    @property
    def type(self) -> Literal["financial_connections.account.disconnected"]: ...
    @property
    def data(self) -> Data[stripe.financial_connections.Account]: ...

class FinancialConnectionsAccountExpectedDeactivationDateUpdated(Event):
    @property
    def type(self) -> Literal["financial_connections.account.expected_deactivation_date_updated"]: ...
    @property
    def data(self) -> Data[stripe.financial_connections.Account]: ...

class FinancialConnectionsAccountReactivated(Event):
    @property
    def type(self) -> Literal["financial_connections.account.reactivated"]: ...
    @property
    def data(self) -> Data[stripe.financial_connections.Account]: ...

class FinancialConnectionsAccountRefreshedBalance(Event):
    @property
    def type(self) -> Literal["financial_connections.account.refreshed_balance"]: ...
    @property
    def data(self) -> Data[stripe.financial_connections.Account]: ...

class FinancialConnectionsAccountRefreshedOwnership(Event):
    @property
    def type(self) -> Literal["financial_connections.account.refreshed_ownership"]: ...
    @property
    def data(self) -> Data[stripe.financial_connections.Account]: ...

class FinancialConnectionsAccountRefreshedTransactions(Event):
    @property
    def type(self) -> Literal["financial_connections.account.refreshed_transactions"]: ...
    @property
    def data(self) -> Data[stripe.financial_connections.Account]: ...

class FinancialConnectionsAccountSupportedPaymentMethodTypesUpdated(Event):
    @property
    def type(self) -> Literal["financial_connections.account.supported_payment_method_types_updated"]: ...
    @property
    def data(self) -> Data[stripe.financial_connections.Account]: ...

class FinancialConnectionsAccountUpcomingAccountNumberExpiry(Event):
    @property
    def type(self) -> Literal["financial_connections.account.upcoming_account_number_expiry"]: ...
    @property
    def data(self) -> Data[stripe.financial_connections.Account]: ...

class FinancialConnectionsAccountUpcomingDeactivation(Event):
    @property
    def type(self) -> Literal["financial_connections.account.upcoming_deactivation"]: ...
    @property
    def data(self) -> Data[stripe.financial_connections.Account]: ...

class FinancialConnectionsAuthorizationExpectedDeactivationDateUpdated(Event):
    @property
    def type(self) -> Literal["financial_connections.authorization.expected_deactivation_date_updated"]: ...
    @property
    def data(self) -> Data[stripe.financial_connections.Authorization]: ...

class FinancialConnectionsAuthorizationUpcomingDeactivation(Event):
    @property
    def type(self) -> Literal["financial_connections.authorization.upcoming_deactivation"]: ...
    @property
    def data(self) -> Data[stripe.financial_connections.Authorization]: ...

class IdentityVerificationSessionCanceled(Event):
    @property
    def type(self) -> Literal["identity.verification_session.canceled"]: ...
    @property
    def data(self) -> Data[stripe.identity.VerificationSession]: ...

class IdentityVerificationSessionCreated(Event):
    @property
    def type(self) -> Literal["identity.verification_session.created"]: ...
    @property
    def data(self) -> Data[stripe.identity.VerificationSession]: ...

class IdentityVerificationSessionProcessing(Event):
    @property
    def type(self) -> Literal["identity.verification_session.processing"]: ...
    @property
    def data(self) -> Data[stripe.identity.VerificationSession]: ...

class IdentityVerificationSessionRedacted(Event):
    @property
    def type(self) -> Literal["identity.verification_session.redacted"]: ...
    @property
    def data(self) -> Data[stripe.identity.VerificationSession]: ...

class IdentityVerificationSessionRequiresInput(Event):
    @property
    def type(self) -> Literal["identity.verification_session.requires_input"]: ...
    @property
    def data(self) -> Data[stripe.identity.VerificationSession]: ...

class IdentityVerificationSessionVerified(Event):
    @property
    def type(self) -> Literal["identity.verification_session.verified"]: ...
    @property
    def data(self) -> Data[stripe.identity.VerificationSession]: ...

class InvoiceCreated(Event):
    @property
    def type(self) -> Literal["invoice.created"]: ...
    @property
    def data(self) -> Data[stripe.Invoice]: ...

class InvoiceDeleted(Event):
    @property
    def type(self) -> Literal["invoice.deleted"]: ...
    @property
    def data(self) -> Data[stripe.Invoice]: ...

class InvoiceFinalizationFailed(Event):
    @property
    def type(self) -> Literal["invoice.finalization_failed"]: ...
    @property
    def data(self) -> Data[stripe.Invoice]: ...

class InvoiceFinalized(Event):
    @property
    def type(self) -> Literal["invoice.finalized"]: ...
    @property
    def data(self) -> Data[stripe.Invoice]: ...

class InvoiceMarkedUncollectible(Event):
    @property
    def type(self) -> Literal["invoice.marked_uncollectible"]: ...
    @property
    def data(self) -> Data[stripe.Invoice]: ...

class InvoiceOverdue(Event):
    @property
    def type(self) -> Literal["invoice.overdue"]: ...
    @property
    def data(self) -> Data[stripe.Invoice]: ...

class InvoiceOverpaid(Event):
    @property
    def type(self) -> Literal["invoice.overpaid"]: ...
    @property
    def data(self) -> Data[stripe.Invoice]: ...

class InvoicePaid(Event):
    @property
    def type(self) -> Literal["invoice.paid"]: ...
    @property
    def data(self) -> Data[stripe.Invoice]: ...

class InvoicePaymentActionRequired(Event):
    @property
    def type(self) -> Literal["invoice.payment_action_required"]: ...
    @property
    def data(self) -> Data[stripe.Invoice]: ...

class InvoicePaymentAttemptRequired(Event):
    @property
    def type(self) -> Literal["invoice.payment_attempt_required"]: ...
    @property
    def data(self) -> Data[stripe.Invoice]: ...

class InvoicePaymentFailed(Event):
    @property
    def type(self) -> Literal["invoice.payment_failed"]: ...
    @property
    def data(self) -> Data[stripe.Invoice]: ...

class InvoicePaymentSucceeded(Event):
    @property
    def type(self) -> Literal["invoice.payment_succeeded"]: ...
    @property
    def data(self) -> Data[stripe.Invoice]: ...

class InvoiceSent(Event):
    @property
    def type(self) -> Literal["invoice.sent"]: ...
    @property
    def data(self) -> Data[stripe.Invoice]: ...

class InvoiceUpcoming(Event):
    @property
    def type(self) -> Literal["invoice.upcoming"]: ...
    @property
    def data(self) -> Data[stripe.Invoice]: ...

class InvoiceUpdated(Event):
    @property
    def type(self) -> Literal["invoice.updated"]: ...
    @property
    def data(self) -> Data[stripe.Invoice]: ...

class InvoiceVoided(Event):
    @property
    def type(self) -> Literal["invoice.voided"]: ...
    @property
    def data(self) -> Data[stripe.Invoice]: ...

class InvoiceWillBeDue(Event):
    @property
    def type(self) -> Literal["invoice.will_be_due"]: ...
    @property
    def data(self) -> Data[stripe.Invoice]: ...

class InvoicePaymentPaid(Event):
    @property
    def type(self) -> Literal["invoice_payment.paid"]: ...
    @property
    def data(self) -> Data[stripe.InvoicePayment]: ...

class InvoiceitemCreated(Event):
    @property
    def type(self) -> Literal["invoiceitem.created"]: ...
    @property
    def data(self) -> Data[stripe.InvoiceItem]: ...

class InvoiceitemDeleted(Event):
    @property
    def type(self) -> Literal["invoiceitem.deleted"]: ...
    @property
    def data(self) -> Data[stripe.InvoiceItem]: ...

class IssuingAuthorizationCreated(Event):
    @property
    def type(self) -> Literal["issuing_authorization.created"]: ...
    @property
    def data(self) -> Data[stripe.issuing.Authorization]: ...

class IssuingAuthorizationRequest(Event):
    @property
    def type(self) -> Literal["issuing_authorization.request"]: ...
    @property
    def data(self) -> Data[stripe.issuing.Authorization]: ...

class IssuingAuthorizationUpdated(Event):
    @property
    def type(self) -> Literal["issuing_authorization.updated"]: ...
    @property
    def data(self) -> Data[stripe.issuing.Authorization]: ...

class IssuingCardCreated(Event):
    @property
    def type(self) -> Literal["issuing_card.created"]: ...
    @property
    def data(self) -> Data[stripe.issuing.Card]: ...

class IssuingCardUpdated(Event):
    @property
    def type(self) -> Literal["issuing_card.updated"]: ...
    @property
    def data(self) -> Data[stripe.issuing.Card]: ...

class IssuingCardholderCreated(Event):
    @property
    def type(self) -> Literal["issuing_cardholder.created"]: ...
    @property
    def data(self) -> Data[stripe.issuing.Cardholder]: ...

class IssuingCardholderUpdated(Event):
    @property
    def type(self) -> Literal["issuing_cardholder.updated"]: ...
    @property
    def data(self) -> Data[stripe.issuing.Cardholder]: ...

class IssuingDisputeClosed(Event):
    @property
    def type(self) -> Literal["issuing_dispute.closed"]: ...
    @property
    def data(self) -> Data[stripe.issuing.Dispute]: ...

class IssuingDisputeCreated(Event):
    @property
    def type(self) -> Literal["issuing_dispute.created"]: ...
    @property
    def data(self) -> Data[stripe.issuing.Dispute]: ...

class IssuingDisputeFundsReinstated(Event):
    @property
    def type(self) -> Literal["issuing_dispute.funds_reinstated"]: ...
    @property
    def data(self) -> Data[stripe.issuing.Dispute]: ...

class IssuingDisputeFundsRescinded(Event):
    @property
    def type(self) -> Literal["issuing_dispute.funds_rescinded"]: ...
    @property
    def data(self) -> Data[stripe.issuing.Dispute]: ...

class IssuingDisputeSubmitted(Event):
    @property
    def type(self) -> Literal["issuing_dispute.submitted"]: ...
    @property
    def data(self) -> Data[stripe.issuing.Dispute]: ...

class IssuingDisputeUpdated(Event):
    @property
    def type(self) -> Literal["issuing_dispute.updated"]: ...
    @property
    def data(self) -> Data[stripe.issuing.Dispute]: ...

class IssuingPersonalizationDesignActivated(Event):
    @property
    def type(self) -> Literal["issuing_personalization_design.activated"]: ...
    @property
    def data(self) -> Data[stripe.issuing.PersonalizationDesign]: ...

class IssuingPersonalizationDesignDeactivated(Event):
    @property
    def type(self) -> Literal["issuing_personalization_design.deactivated"]: ...
    @property
    def data(self) -> Data[stripe.issuing.PersonalizationDesign]: ...

class IssuingPersonalizationDesignRejected(Event):
    @property
    def type(self) -> Literal["issuing_personalization_design.rejected"]: ...
    @property
    def data(self) -> Data[stripe.issuing.PersonalizationDesign]: ...

class IssuingPersonalizationDesignUpdated(Event):
    @property
    def type(self) -> Literal["issuing_personalization_design.updated"]: ...
    @property
    def data(self) -> Data[stripe.issuing.PersonalizationDesign]: ...

class IssuingTokenCreated(Event):
    @property
    def type(self) -> Literal["issuing_token.created"]: ...
    @property
    def data(self) -> Data[stripe.issuing.Token]: ...

class IssuingTokenUpdated(Event):
    @property
    def type(self) -> Literal["issuing_token.updated"]: ...
    @property
    def data(self) -> Data[stripe.issuing.Token]: ...

class IssuingTransactionCreated(Event):
    @property
    def type(self) -> Literal["issuing_transaction.created"]: ...
    @property
    def data(self) -> Data[stripe.issuing.Transaction]: ...

class IssuingTransactionPurchaseDetailsReceiptUpdated(Event):
    @property
    def type(self) -> Literal["issuing_transaction.purchase_details_receipt_updated"]: ...
    @property
    def data(self) -> Data[stripe.issuing.Transaction]: ...

class IssuingTransactionUpdated(Event):
    @property
    def type(self) -> Literal["issuing_transaction.updated"]: ...
    @property
    def data(self) -> Data[stripe.issuing.Transaction]: ...

class MandateUpdated(Event):
    @property
    def type(self) -> Literal["mandate.updated"]: ...
    @property
    def data(self) -> Data[stripe.Mandate]: ...

class PaymentIntentAmountCapturableUpdated(Event):
    @property
    def type(self) -> Literal["payment_intent.amount_capturable_updated"]: ...
    @property
    def data(self) -> Data[stripe.PaymentIntent]: ...

class PaymentIntentCanceled(Event):
    @property
    def type(self) -> Literal["payment_intent.canceled"]: ...
    @property
    def data(self) -> Data[stripe.PaymentIntent]: ...

class PaymentIntentCreated(Event):
    @property
    def type(self) -> Literal["payment_intent.created"]: ...
    @property
    def data(self) -> Data[stripe.PaymentIntent]: ...

class PaymentIntentPartiallyFunded(Event):
    @property
    def type(self) -> Literal["payment_intent.partially_funded"]: ...
    @property
    def data(self) -> Data[stripe.PaymentIntent]: ...

class PaymentIntentPaymentFailed(Event):
    @property
    def type(self) -> Literal["payment_intent.payment_failed"]: ...
    @property
    def data(self) -> Data[stripe.PaymentIntent]: ...

class PaymentIntentProcessing(Event):
    @property
    def type(self) -> Literal["payment_intent.processing"]: ...
    @property
    def data(self) -> Data[stripe.PaymentIntent]: ...

class PaymentIntentRequiresAction(Event):
    @property
    def type(self) -> Literal["payment_intent.requires_action"]: ...
    @property
    def data(self) -> Data[stripe.PaymentIntent]: ...

class PaymentIntentSucceeded(Event):
    @property
    def type(self) -> Literal["payment_intent.succeeded"]: ...
    @property
    def data(self) -> Data[stripe.PaymentIntent]: ...

class PaymentLinkCreated(Event):
    @property
    def type(self) -> Literal["payment_link.created"]: ...
    @property
    def data(self) -> Data[stripe.PaymentLink]: ...

class PaymentLinkUpdated(Event):
    @property
    def type(self) -> Literal["payment_link.updated"]: ...
    @property
    def data(self) -> Data[stripe.PaymentLink]: ...

class PaymentMethodAttached(Event):
    @property
    def type(self) -> Literal["payment_method.attached"]: ...
    @property
    def data(self) -> Data[stripe.PaymentMethod]: ...

class PaymentMethodAutomaticallyUpdated(Event):
    @property
    def type(self) -> Literal["payment_method.automatically_updated"]: ...
    @property
    def data(self) -> Data[stripe.PaymentMethod]: ...

class PaymentMethodDetached(Event):
    @property
    def type(self) -> Literal["payment_method.detached"]: ...
    @property
    def data(self) -> Data[stripe.PaymentMethod]: ...

class PaymentMethodUpdated(Event):
    @property
    def type(self) -> Literal["payment_method.updated"]: ...
    @property
    def data(self) -> Data[stripe.PaymentMethod]: ...

class PayoutCanceled(Event):
    @property
    def type(self) -> Literal["payout.canceled"]: ...
    @property
    def data(self) -> Data[stripe.Payout]: ...

class PayoutCreated(Event):
    @property
    def type(self) -> Literal["payout.created"]: ...
    @property
    def data(self) -> Data[stripe.Payout]: ...

class PayoutFailed(Event):
    @property
    def type(self) -> Literal["payout.failed"]: ...
    @property
    def data(self) -> Data[stripe.Payout]: ...

class PayoutPaid(Event):
    @property
    def type(self) -> Literal["payout.paid"]: ...
    @property
    def data(self) -> Data[stripe.Payout]: ...

class PayoutReconciliationCompleted(Event):
    @property
    def type(self) -> Literal["payout.reconciliation_completed"]: ...
    @property
    def data(self) -> Data[stripe.Payout]: ...

class PayoutUpdated(Event):
    @property
    def type(self) -> Literal["payout.updated"]: ...
    @property
    def data(self) -> Data[stripe.Payout]: ...

class PersonCreated(Event):
    @property
    def type(self) -> Literal["person.created"]: ...
    @property
    def data(self) -> Data[stripe.Person]: ...

class PersonDeleted(Event):
    @property
    def type(self) -> Literal["person.deleted"]: ...
    @property
    def data(self) -> Data[stripe.Person]: ...

class PersonUpdated(Event):
    @property
    def type(self) -> Literal["person.updated"]: ...
    @property
    def data(self) -> Data[stripe.Person]: ...

class PlanCreated(Event):
    @property
    def type(self) -> Literal["plan.created"]: ...
    @property
    def data(self) -> Data[stripe.Plan]: ...

class PlanDeleted(Event):
    @property
    def type(self) -> Literal["plan.deleted"]: ...
    @property
    def data(self) -> Data[stripe.Plan]: ...

class PlanUpdated(Event):
    @property
    def type(self) -> Literal["plan.updated"]: ...
    @property
    def data(self) -> Data[stripe.Plan]: ...

class PriceCreated(Event):
    @property
    def type(self) -> Literal["price.created"]: ...
    @property
    def data(self) -> Data[stripe.Price]: ...

class PriceDeleted(Event):
    @property
    def type(self) -> Literal["price.deleted"]: ...
    @property
    def data(self) -> Data[stripe.Price]: ...

class PriceUpdated(Event):
    @property
    def type(self) -> Literal["price.updated"]: ...
    @property
    def data(self) -> Data[stripe.Price]: ...

class ProductCreated(Event):
    @property
    def type(self) -> Literal["product.created"]: ...
    @property
    def data(self) -> Data[stripe.Product]: ...

class ProductDeleted(Event):
    @property
    def type(self) -> Literal["product.deleted"]: ...
    @property
    def data(self) -> Data[stripe.Product]: ...

class ProductUpdated(Event):
    @property
    def type(self) -> Literal["product.updated"]: ...
    @property
    def data(self) -> Data[stripe.Product]: ...

class PromotionCodeCreated(Event):
    @property
    def type(self) -> Literal["promotion_code.created"]: ...
    @property
    def data(self) -> Data[stripe.PromotionCode]: ...

class PromotionCodeUpdated(Event):
    @property
    def type(self) -> Literal["promotion_code.updated"]: ...
    @property
    def data(self) -> Data[stripe.PromotionCode]: ...

class QuoteAccepted(Event):
    @property
    def type(self) -> Literal["quote.accepted"]: ...
    @property
    def data(self) -> Data[stripe.Quote]: ...

class QuoteCanceled(Event):
    @property
    def type(self) -> Literal["quote.canceled"]: ...
    @property
    def data(self) -> Data[stripe.Quote]: ...

class QuoteCreated(Event):
    @property
    def type(self) -> Literal["quote.created"]: ...
    @property
    def data(self) -> Data[stripe.Quote]: ...

class QuoteFinalized(Event):
    @property
    def type(self) -> Literal["quote.finalized"]: ...
    @property
    def data(self) -> Data[stripe.Quote]: ...

class RadarEarlyFraudWarningCreated(Event):
    @property
    def type(self) -> Literal["radar.early_fraud_warning.created"]: ...
    @property
    def data(self) -> Data[stripe.radar.EarlyFraudWarning]: ...

class RadarEarlyFraudWarningUpdated(Event):
    @property
    def type(self) -> Literal["radar.early_fraud_warning.updated"]: ...
    @property
    def data(self) -> Data[stripe.radar.EarlyFraudWarning]: ...

class RefundCreated(Event):
    @property
    def type(self) -> Literal["refund.created"]: ...
    @property
    def data(self) -> Data[stripe.Refund]: ...

class RefundFailed(Event):
    @property
    def type(self) -> Literal["refund.failed"]: ...
    @property
    def data(self) -> Data[stripe.Refund]: ...

class RefundUpdated(Event):
    @property
    def type(self) -> Literal["refund.updated"]: ...
    @property
    def data(self) -> Data[stripe.Refund]: ...

class ReportingReportRunFailed(Event):
    @property
    def type(self) -> Literal["reporting.report_run.failed"]: ...
    @property
    def data(self) -> Data[stripe.reporting.ReportRun]: ...

class ReportingReportRunSucceeded(Event):
    @property
    def type(self) -> Literal["reporting.report_run.succeeded"]: ...
    @property
    def data(self) -> Data[stripe.reporting.ReportRun]: ...

class ReportingReportTypeUpdated(Event):
    @property
    def type(self) -> Literal["reporting.report_type.updated"]: ...
    @property
    def data(self) -> Data[stripe.reporting.ReportType]: ...

class ReserveHoldCreated(Event):
    @property
    def type(self) -> Literal["reserve.hold.created"]: ...
    @property
    def data(self) -> Data[stripe.reserve.Hold]: ...

class ReserveHoldUpdated(Event):
    @property
    def type(self) -> Literal["reserve.hold.updated"]: ...
    @property
    def data(self) -> Data[stripe.reserve.Hold]: ...

class ReservePlanCreated(Event):
    @property
    def type(self) -> Literal["reserve.plan.created"]: ...
    @property
    def data(self) -> Data[stripe.reserve.Plan]: ...

class ReservePlanDisabled(Event):
    @property
    def type(self) -> Literal["reserve.plan.disabled"]: ...
    @property
    def data(self) -> Data[stripe.reserve.Plan]: ...

class ReservePlanExpired(Event):
    @property
    def type(self) -> Literal["reserve.plan.expired"]: ...
    @property
    def data(self) -> Data[stripe.reserve.Plan]: ...

class ReservePlanUpdated(Event):
    @property
    def type(self) -> Literal["reserve.plan.updated"]: ...
    @property
    def data(self) -> Data[stripe.reserve.Plan]: ...

class ReserveReleaseCreated(Event):
    @property
    def type(self) -> Literal["reserve.release.created"]: ...
    @property
    def data(self) -> Data[stripe.reserve.Release]: ...

class ReviewClosed(Event):
    @property
    def type(self) -> Literal["review.closed"]: ...
    @property
    def data(self) -> Data[stripe.Review]: ...

class ReviewOpened(Event):
    @property
    def type(self) -> Literal["review.opened"]: ...
    @property
    def data(self) -> Data[stripe.Review]: ...

class SetupIntentCanceled(Event):
    @property
    def type(self) -> Literal["setup_intent.canceled"]: ...
    @property
    def data(self) -> Data[stripe.SetupIntent]: ...

class SetupIntentCreated(Event):
    @property
    def type(self) -> Literal["setup_intent.created"]: ...
    @property
    def data(self) -> Data[stripe.SetupIntent]: ...

class SetupIntentRequiresAction(Event):
    @property
    def type(self) -> Literal["setup_intent.requires_action"]: ...
    @property
    def data(self) -> Data[stripe.SetupIntent]: ...

class SetupIntentSetupFailed(Event):
    @property
    def type(self) -> Literal["setup_intent.setup_failed"]: ...
    @property
    def data(self) -> Data[stripe.SetupIntent]: ...

class SetupIntentSucceeded(Event):
    @property
    def type(self) -> Literal["setup_intent.succeeded"]: ...
    @property
    def data(self) -> Data[stripe.SetupIntent]: ...

class SigmaScheduledQueryRunCreated(Event):
    @property
    def type(self) -> Literal["sigma.scheduled_query_run.created"]: ...
    @property
    def data(self) -> Data[stripe.sigma.ScheduledQueryRun]: ...

class SourceCanceled(Event):
    @property
    def type(self) -> Literal["source.canceled"]: ...
    @property
    def data(self) -> Data[stripe.Source]: ...

class SourceChargeable(Event):
    @property
    def type(self) -> Literal["source.chargeable"]: ...
    @property
    def data(self) -> Data[stripe.Source]: ...

class SourceFailed(Event):
    @property
    def type(self) -> Literal["source.failed"]: ...
    @property
    def data(self) -> Data[stripe.Source]: ...

class SourceMandateNotification(Event):
    @property
    def type(self) -> Literal["source.mandate_notification"]: ...
    @property
    def data(self) -> Data[stripe.Source]: ...

class SourceRefundAttributesRequired(Event):
    @property
    def type(self) -> Literal["source.refund_attributes_required"]: ...
    @property
    def data(self) -> Data[stripe.Source]: ...

class SourceTransactionCreated(Event):
    @property
    def type(self) -> Literal["source.transaction.created"]: ...
    @property
    def data(self) -> Data[stripe.SourceTransaction]: ...

class SourceTransactionUpdated(Event):
    @property
    def type(self) -> Literal["source.transaction.updated"]: ...
    @property
    def data(self) -> Data[stripe.SourceTransaction]: ...

class SubscriptionScheduleAborted(Event):
    @property
    def type(self) -> Literal["subscription_schedule.aborted"]: ...
    @property
    def data(self) -> Data[stripe.SubscriptionSchedule]: ...

class SubscriptionScheduleCanceled(Event):
    @property
    def type(self) -> Literal["subscription_schedule.canceled"]: ...
    @property
    def data(self) -> Data[stripe.SubscriptionSchedule]: ...

class SubscriptionScheduleCompleted(Event):
    @property
    def type(self) -> Literal["subscription_schedule.completed"]: ...
    @property
    def data(self) -> Data[stripe.SubscriptionSchedule]: ...

class SubscriptionScheduleCreated(Event):
    @property
    def type(self) -> Literal["subscription_schedule.created"]: ...
    @property
    def data(self) -> Data[stripe.SubscriptionSchedule]: ...

class SubscriptionScheduleExpiring(Event):
    @property
    def type(self) -> Literal["subscription_schedule.expiring"]: ...
    @property
    def data(self) -> Data[stripe.SubscriptionSchedule]: ...

class SubscriptionScheduleReleased(Event):
    @property
    def type(self) -> Literal["subscription_schedule.released"]: ...
    @property
    def data(self) -> Data[stripe.SubscriptionSchedule]: ...

class SubscriptionScheduleUpdated(Event):
    @property
    def type(self) -> Literal["subscription_schedule.updated"]: ...
    @property
    def data(self) -> Data[stripe.SubscriptionSchedule]: ...

class TaxSettingsUpdated(Event):
    @property
    def type(self) -> Literal["tax.settings.updated"]: ...
    @property
    def data(self) -> Data[stripe.tax.Settings]: ...

class TaxRateCreated(Event):
    @property
    def type(self) -> Literal["tax_rate.created"]: ...
    @property
    def data(self) -> Data[stripe.TaxRate]: ...

class TaxRateUpdated(Event):
    @property
    def type(self) -> Literal["tax_rate.updated"]: ...
    @property
    def data(self) -> Data[stripe.TaxRate]: ...

class TerminalReaderActionFailed(Event):
    @property
    def type(self) -> Literal["terminal.reader.action_failed"]: ...
    @property
    def data(self) -> Data[stripe.terminal.Reader]: ...

class TerminalReaderActionSucceeded(Event):
    @property
    def type(self) -> Literal["terminal.reader.action_succeeded"]: ...
    @property
    def data(self) -> Data[stripe.terminal.Reader]: ...

class TerminalReaderActionUpdated(Event):
    @property
    def type(self) -> Literal["terminal.reader.action_updated"]: ...
    @property
    def data(self) -> Data[stripe.terminal.Reader]: ...

class TestHelpersTestClockAdvancing(Event):
    @property
    def type(self) -> Literal["test_helpers.test_clock.advancing"]: ...
    @property
    def data(self) -> Data[stripe.test_helpers.TestClock]: ...

class TestHelpersTestClockCreated(Event):
    @property
    def type(self) -> Literal["test_helpers.test_clock.created"]: ...
    @property
    def data(self) -> Data[stripe.test_helpers.TestClock]: ...

class TestHelpersTestClockDeleted(Event):
    @property
    def type(self) -> Literal["test_helpers.test_clock.deleted"]: ...
    @property
    def data(self) -> Data[stripe.test_helpers.TestClock]: ...

class TestHelpersTestClockInternalFailure(Event):
    @property
    def type(self) -> Literal["test_helpers.test_clock.internal_failure"]: ...
    @property
    def data(self) -> Data[stripe.test_helpers.TestClock]: ...

class TestHelpersTestClockReady(Event):
    @property
    def type(self) -> Literal["test_helpers.test_clock.ready"]: ...
    @property
    def data(self) -> Data[stripe.test_helpers.TestClock]: ...

class ThreeDSecureAuthenticationCanceled(Event):
    @property
    def type(self) -> Literal["three_d_secure.authentication.canceled"]: ...
    @property
    def data(self) -> Data[stripe.three_d_secure.Authentication]: ...

class ThreeDSecureAuthenticationChallengeStarted(Event):
    @property
    def type(self) -> Literal["three_d_secure.authentication.challenge_started"]: ...
    @property
    def data(self) -> Data[stripe.three_d_secure.Authentication]: ...

class ThreeDSecureAuthenticationErrored(Event):
    @property
    def type(self) -> Literal["three_d_secure.authentication.errored"]: ...
    @property
    def data(self) -> Data[stripe.three_d_secure.Authentication]: ...

class ThreeDSecureAuthenticationFailed(Event):
    @property
    def type(self) -> Literal["three_d_secure.authentication.failed"]: ...
    @property
    def data(self) -> Data[stripe.three_d_secure.Authentication]: ...

class ThreeDSecureAuthenticationRequiresChallenge(Event):
    @property
    def type(self) -> Literal["three_d_secure.authentication.requires_challenge"]: ...
    @property
    def data(self) -> Data[stripe.three_d_secure.Authentication]: ...

class ThreeDSecureAuthenticationRequiresSubmission(Event):
    @property
    def type(self) -> Literal["three_d_secure.authentication.requires_submission"]: ...
    @property
    def data(self) -> Data[stripe.three_d_secure.Authentication]: ...

class ThreeDSecureAuthenticationSucceeded(Event):
    @property
    def type(self) -> Literal["three_d_secure.authentication.succeeded"]: ...
    @property
    def data(self) -> Data[stripe.three_d_secure.Authentication]: ...

class TopupCanceled(Event):
    @property
    def type(self) -> Literal["topup.canceled"]: ...
    @property
    def data(self) -> Data[stripe.Topup]: ...

class TopupCreated(Event):
    @property
    def type(self) -> Literal["topup.created"]: ...
    @property
    def data(self) -> Data[stripe.Topup]: ...

class TopupFailed(Event):
    @property
    def type(self) -> Literal["topup.failed"]: ...
    @property
    def data(self) -> Data[stripe.Topup]: ...

class TopupReversed(Event):
    @property
    def type(self) -> Literal["topup.reversed"]: ...
    @property
    def data(self) -> Data[stripe.Topup]: ...

class TopupSucceeded(Event):
    @property
    def type(self) -> Literal["topup.succeeded"]: ...
    @property
    def data(self) -> Data[stripe.Topup]: ...

class TransferCreated(Event):
    @property
    def type(self) -> Literal["transfer.created"]: ...
    @property
    def data(self) -> Data[stripe.Transfer]: ...

class TransferReversed(Event):
    @property
    def type(self) -> Literal["transfer.reversed"]: ...
    @property
    def data(self) -> Data[stripe.Transfer]: ...

class TransferUpdated(Event):
    @property
    def type(self) -> Literal["transfer.updated"]: ...
    @property
    def data(self) -> Data[stripe.Transfer]: ...

class TreasuryCreditReversalCreated(Event):
    @property
    def type(self) -> Literal["treasury.credit_reversal.created"]: ...
    @property
    def data(self) -> Data[stripe.treasury.CreditReversal]: ...

class TreasuryCreditReversalPosted(Event):
    @property
    def type(self) -> Literal["treasury.credit_reversal.posted"]: ...
    @property
    def data(self) -> Data[stripe.treasury.CreditReversal]: ...

class TreasuryDebitReversalCompleted(Event):
    @property
    def type(self) -> Literal["treasury.debit_reversal.completed"]: ...
    @property
    def data(self) -> Data[stripe.treasury.DebitReversal]: ...

class TreasuryDebitReversalCreated(Event):
    @property
    def type(self) -> Literal["treasury.debit_reversal.created"]: ...
    @property
    def data(self) -> Data[stripe.treasury.DebitReversal]: ...

class TreasuryDebitReversalInitialCreditGranted(Event):
    @property
    def type(self) -> Literal["treasury.debit_reversal.initial_credit_granted"]: ...
    @property
    def data(self) -> Data[stripe.treasury.DebitReversal]: ...

class TreasuryFinancialAccountClosed(Event):
    @property
    def type(self) -> Literal["treasury.financial_account.closed"]: ...
    @property
    def data(self) -> Data[stripe.treasury.FinancialAccount]: ...

class TreasuryFinancialAccountCreated(Event):
    @property
    def type(self) -> Literal["treasury.financial_account.created"]: ...
    @property
    def data(self) -> Data[stripe.treasury.FinancialAccount]: ...

class TreasuryFinancialAccountFeaturesStatusUpdated(Event):
    @property
    def type(self) -> Literal["treasury.financial_account.features_status_updated"]: ...
    @property
    def data(self) -> Data[stripe.treasury.FinancialAccount]: ...

class TreasuryInboundTransferCanceled(Event):
    @property
    def type(self) -> Literal["treasury.inbound_transfer.canceled"]: ...
    @property
    def data(self) -> Data[stripe.treasury.InboundTransfer]: ...

class TreasuryInboundTransferCreated(Event):
    @property
    def type(self) -> Literal["treasury.inbound_transfer.created"]: ...
    @property
    def data(self) -> Data[stripe.treasury.InboundTransfer]: ...

class TreasuryInboundTransferFailed(Event):
    @property
    def type(self) -> Literal["treasury.inbound_transfer.failed"]: ...
    @property
    def data(self) -> Data[stripe.treasury.InboundTransfer]: ...

class TreasuryInboundTransferSucceeded(Event):
    @property
    def type(self) -> Literal["treasury.inbound_transfer.succeeded"]: ...
    @property
    def data(self) -> Data[stripe.treasury.InboundTransfer]: ...

class TreasuryOutboundPaymentCanceled(Event):
    @property
    def type(self) -> Literal["treasury.outbound_payment.canceled"]: ...
    @property
    def data(self) -> Data[stripe.treasury.OutboundPayment]: ...

class TreasuryOutboundPaymentCreated(Event):
    @property
    def type(self) -> Literal["treasury.outbound_payment.created"]: ...
    @property
    def data(self) -> Data[stripe.treasury.OutboundPayment]: ...

class TreasuryOutboundPaymentExpectedArrivalDateUpdated(Event):
    @property
    def type(self) -> Literal["treasury.outbound_payment.expected_arrival_date_updated"]: ...
    @property
    def data(self) -> Data[stripe.treasury.OutboundPayment]: ...

class TreasuryOutboundPaymentFailed(Event):
    @property
    def type(self) -> Literal["treasury.outbound_payment.failed"]: ...
    @property
    def data(self) -> Data[stripe.treasury.OutboundPayment]: ...

class TreasuryOutboundPaymentPosted(Event):
    @property
    def type(self) -> Literal["treasury.outbound_payment.posted"]: ...
    @property
    def data(self) -> Data[stripe.treasury.OutboundPayment]: ...

class TreasuryOutboundPaymentReturned(Event):
    @property
    def type(self) -> Literal["treasury.outbound_payment.returned"]: ...
    @property
    def data(self) -> Data[stripe.treasury.OutboundPayment]: ...

class TreasuryOutboundPaymentTrackingDetailsUpdated(Event):
    @property
    def type(self) -> Literal["treasury.outbound_payment.tracking_details_updated"]: ...
    @property
    def data(self) -> Data[stripe.treasury.OutboundPayment]: ...

class TreasuryOutboundTransferCanceled(Event):
    @property
    def type(self) -> Literal["treasury.outbound_transfer.canceled"]: ...
    @property
    def data(self) -> Data[stripe.treasury.OutboundTransfer]: ...

class TreasuryOutboundTransferCreated(Event):
    @property
    def type(self) -> Literal["treasury.outbound_transfer.created"]: ...
    @property
    def data(self) -> Data[stripe.treasury.OutboundTransfer]: ...

class TreasuryOutboundTransferExpectedArrivalDateUpdated(Event):
    @property
    def type(self) -> Literal["treasury.outbound_transfer.expected_arrival_date_updated"]: ...
    @property
    def data(self) -> Data[stripe.treasury.OutboundTransfer]: ...

class TreasuryOutboundTransferFailed(Event):
    @property
    def type(self) -> Literal["treasury.outbound_transfer.failed"]: ...
    @property
    def data(self) -> Data[stripe.treasury.OutboundTransfer]: ...

class TreasuryOutboundTransferPosted(Event):
    @property
    def type(self) -> Literal["treasury.outbound_transfer.posted"]: ...
    @property
    def data(self) -> Data[stripe.treasury.OutboundTransfer]: ...

class TreasuryOutboundTransferReturned(Event):
    @property
    def type(self) -> Literal["treasury.outbound_transfer.returned"]: ...
    @property
    def data(self) -> Data[stripe.treasury.OutboundTransfer]: ...

class TreasuryOutboundTransferTrackingDetailsUpdated(Event):
    @property
    def type(self) -> Literal["treasury.outbound_transfer.tracking_details_updated"]: ...
    @property
    def data(self) -> Data[stripe.treasury.OutboundTransfer]: ...

class TreasuryReceivedCreditCreated(Event):
    @property
    def type(self) -> Literal["treasury.received_credit.created"]: ...
    @property
    def data(self) -> Data[stripe.treasury.ReceivedCredit]: ...

class TreasuryReceivedCreditFailed(Event):
    @property
    def type(self) -> Literal["treasury.received_credit.failed"]: ...
    @property
    def data(self) -> Data[stripe.treasury.ReceivedCredit]: ...

class TreasuryReceivedCreditSucceeded(Event):
    @property
    def type(self) -> Literal["treasury.received_credit.succeeded"]: ...
    @property
    def data(self) -> Data[stripe.treasury.ReceivedCredit]: ...

class TreasuryReceivedDebitCreated(Event):
    @property
    def type(self) -> Literal["treasury.received_debit.created"]: ...
    @property
    def data(self) -> Data[stripe.treasury.ReceivedDebit]: ...

class V1AccountApplicationAuthorized(ThinEvent):
    @property
    def type(self) -> Literal["v1.account.application.authorized"]: ...

class V1AccountApplicationDeauthorized(ThinEvent):
    @property
    def type(self) -> Literal["v1.account.application.deauthorized"]: ...

class V1AccountExternalAccountCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.account.external_account.created"]: ...

class V1AccountExternalAccountDeleted(ThinEvent):
    @property
    def type(self) -> Literal["v1.account.external_account.deleted"]: ...

class V1AccountExternalAccountUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.account.external_account.updated"]: ...

class V1AccountUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.account.updated"]: ...

class V1ApplicationFeeCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.application_fee.created"]: ...

class V1ApplicationFeeRefundUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.application_fee.refund.updated"]: ...

class V1ApplicationFeeRefunded(ThinEvent):
    @property
    def type(self) -> Literal["v1.application_fee.refunded"]: ...

class V1BalanceAvailable(ThinEvent):
    @property
    def type(self) -> Literal["v1.balance.available"]: ...

class V1BalanceSettingsUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.balance_settings.updated"]: ...

class V1BillingAlertTriggered(ThinEvent):
    @property
    def type(self) -> Literal["v1.billing.alert.triggered"]: ...

class V1BillingCreditBalanceTransactionCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.billing.credit_balance_transaction.created"]: ...

class V1BillingCreditGrantCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.billing.credit_grant.created"]: ...

class V1BillingCreditGrantUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.billing.credit_grant.updated"]: ...

class V1BillingMeterCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.billing.meter.created"]: ...

class V1BillingMeterDeactivated(ThinEvent):
    @property
    def type(self) -> Literal["v1.billing.meter.deactivated"]: ...

class V1BillingMeterErrorReportTriggered(ThinEvent):
    @property
    def type(self) -> Literal["v1.billing.meter.error_report_triggered"]: ...

class V1BillingMeterNoMeterFound(ThinEvent):
    @property
    def type(self) -> Literal["v1.billing.meter.no_meter_found"]: ...

class V1BillingMeterReactivated(ThinEvent):
    @property
    def type(self) -> Literal["v1.billing.meter.reactivated"]: ...

class V1BillingMeterUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.billing.meter.updated"]: ...

class V1BillingPortalConfigurationCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.billing_portal.configuration.created"]: ...

class V1BillingPortalConfigurationUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.billing_portal.configuration.updated"]: ...

class V1BillingPortalSessionCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.billing_portal.session.created"]: ...

class V1CapabilityUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.capability.updated"]: ...

class V1CashBalanceFundsAvailable(ThinEvent):
    @property
    def type(self) -> Literal["v1.cash_balance.funds_available"]: ...

class V1ChargeCaptured(ThinEvent):
    @property
    def type(self) -> Literal["v1.charge.captured"]: ...

class V1ChargeDisputeClosed(ThinEvent):
    @property
    def type(self) -> Literal["v1.charge.dispute.closed"]: ...

class V1ChargeDisputeCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.charge.dispute.created"]: ...

class V1ChargeDisputeFundsReinstated(ThinEvent):
    @property
    def type(self) -> Literal["v1.charge.dispute.funds_reinstated"]: ...

class V1ChargeDisputeFundsWithdrawn(ThinEvent):
    @property
    def type(self) -> Literal["v1.charge.dispute.funds_withdrawn"]: ...

class V1ChargeDisputeUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.charge.dispute.updated"]: ...

class V1ChargeExpired(ThinEvent):
    @property
    def type(self) -> Literal["v1.charge.expired"]: ...

class V1ChargeFailed(ThinEvent):
    @property
    def type(self) -> Literal["v1.charge.failed"]: ...

class V1ChargePending(ThinEvent):
    @property
    def type(self) -> Literal["v1.charge.pending"]: ...

class V1ChargeRefundUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.charge.refund.updated"]: ...

class V1ChargeRefunded(ThinEvent):
    @property
    def type(self) -> Literal["v1.charge.refunded"]: ...

class V1ChargeSucceeded(ThinEvent):
    @property
    def type(self) -> Literal["v1.charge.succeeded"]: ...

class V1ChargeUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.charge.updated"]: ...

class V1CheckoutSessionAsyncPaymentFailed(ThinEvent):
    @property
    def type(self) -> Literal["v1.checkout.session.async_payment_failed"]: ...

class V1CheckoutSessionAsyncPaymentSucceeded(ThinEvent):
    @property
    def type(self) -> Literal["v1.checkout.session.async_payment_succeeded"]: ...

class V1CheckoutSessionCompleted(ThinEvent):
    @property
    def type(self) -> Literal["v1.checkout.session.completed"]: ...

class V1CheckoutSessionExpired(ThinEvent):
    @property
    def type(self) -> Literal["v1.checkout.session.expired"]: ...

class V1ClimateOrderCanceled(ThinEvent):
    @property
    def type(self) -> Literal["v1.climate.order.canceled"]: ...

class V1ClimateOrderCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.climate.order.created"]: ...

class V1ClimateOrderDelayed(ThinEvent):
    @property
    def type(self) -> Literal["v1.climate.order.delayed"]: ...

class V1ClimateOrderDelivered(ThinEvent):
    @property
    def type(self) -> Literal["v1.climate.order.delivered"]: ...

class V1ClimateOrderProductSubstituted(ThinEvent):
    @property
    def type(self) -> Literal["v1.climate.order.product_substituted"]: ...

class V1ClimateProductCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.climate.product.created"]: ...

class V1ClimateProductPricingUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.climate.product.pricing_updated"]: ...

class V1CouponCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.coupon.created"]: ...

class V1CouponDeleted(ThinEvent):
    @property
    def type(self) -> Literal["v1.coupon.deleted"]: ...

class V1CouponUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.coupon.updated"]: ...

class V1CreditNoteCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.credit_note.created"]: ...

class V1CreditNoteUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.credit_note.updated"]: ...

class V1CreditNoteVoided(ThinEvent):
    @property
    def type(self) -> Literal["v1.credit_note.voided"]: ...

class V1CustomerCashBalanceTransactionCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.customer_cash_balance_transaction.created"]: ...

class V1CustomerCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.customer.created"]: ...

class V1CustomerDeleted(ThinEvent):
    @property
    def type(self) -> Literal["v1.customer.deleted"]: ...

class V1CustomerDiscountCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.customer.discount.created"]: ...

class V1CustomerDiscountDeleted(ThinEvent):
    @property
    def type(self) -> Literal["v1.customer.discount.deleted"]: ...

class V1CustomerDiscountSourceChanged(ThinEvent):
    @property
    def type(self) -> Literal["v1.customer.discount.source_changed"]: ...

class V1CustomerDiscountUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.customer.discount.updated"]: ...

class V1CustomerSubscriptionActive(ThinEvent):
    @property
    def type(self) -> Literal["v1.customer.subscription.active"]: ...

class V1CustomerSubscriptionCancelAtChanged(ThinEvent):
    @property
    def type(self) -> Literal["v1.customer.subscription.cancel_at_changed"]: ...

class V1CustomerSubscriptionCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.customer.subscription.created"]: ...

class V1CustomerSubscriptionDefaultPaymentMethodChanged(ThinEvent):
    @property
    def type(self) -> Literal["v1.customer.subscription.default_payment_method_changed"]: ...

class V1CustomerSubscriptionDeleted(ThinEvent):
    @property
    def type(self) -> Literal["v1.customer.subscription.deleted"]: ...

class V1CustomerSubscriptionIncomplete(ThinEvent):
    @property
    def type(self) -> Literal["v1.customer.subscription.incomplete"]: ...

class V1CustomerSubscriptionIncompleteExpired(ThinEvent):
    @property
    def type(self) -> Literal["v1.customer.subscription.incomplete_expired"]: ...

class V1CustomerSubscriptionItemAdded(ThinEvent):
    @property
    def type(self) -> Literal["v1.customer.subscription.item_added"]: ...

class V1CustomerSubscriptionItemPriceChanged(ThinEvent):
    @property
    def type(self) -> Literal["v1.customer.subscription.item_price_changed"]: ...

class V1CustomerSubscriptionItemQuantityChanged(ThinEvent):
    @property
    def type(self) -> Literal["v1.customer.subscription.item_quantity_changed"]: ...

class V1CustomerSubscriptionItemRemoved(ThinEvent):
    @property
    def type(self) -> Literal["v1.customer.subscription.item_removed"]: ...

class V1CustomerSubscriptionItemTaxRatesChanged(ThinEvent):
    @property
    def type(self) -> Literal["v1.customer.subscription.item_tax_rates_changed"]: ...

class V1CustomerSubscriptionPastDue(ThinEvent):
    @property
    def type(self) -> Literal["v1.customer.subscription.past_due"]: ...

class V1CustomerSubscriptionPaused(ThinEvent):
    @property
    def type(self) -> Literal["v1.customer.subscription.paused"]: ...

class V1CustomerSubscriptionPendingUpdateApplied(ThinEvent):
    @property
    def type(self) -> Literal["v1.customer.subscription.pending_update_applied"]: ...

class V1CustomerSubscriptionPendingUpdateExpired(ThinEvent):
    @property
    def type(self) -> Literal["v1.customer.subscription.pending_update_expired"]: ...

class V1CustomerSubscriptionResumed(ThinEvent):
    @property
    def type(self) -> Literal["v1.customer.subscription.resumed"]: ...

class V1CustomerSubscriptionTrialWillEnd(ThinEvent):
    @property
    def type(self) -> Literal["v1.customer.subscription.trial_will_end"]: ...

class V1CustomerSubscriptionTrialing(ThinEvent):
    @property
    def type(self) -> Literal["v1.customer.subscription.trialing"]: ...

class V1CustomerSubscriptionUnpaid(ThinEvent):
    @property
    def type(self) -> Literal["v1.customer.subscription.unpaid"]: ...

class V1CustomerSubscriptionUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.customer.subscription.updated"]: ...

class V1CustomerTaxIdCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.customer.tax_id.created"]: ...

class V1CustomerTaxIdDeleted(ThinEvent):
    @property
    def type(self) -> Literal["v1.customer.tax_id.deleted"]: ...

class V1CustomerTaxIdUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.customer.tax_id.updated"]: ...

class V1CustomerUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.customer.updated"]: ...

class V1EntitlementsActiveEntitlementSummaryEntitlementAdded(ThinEvent):
    @property
    def type(self) -> Literal["v1.entitlements.active_entitlement_summary.entitlement_added"]: ...

class V1EntitlementsActiveEntitlementSummaryEntitlementRemoved(ThinEvent):
    @property
    def type(self) -> Literal["v1.entitlements.active_entitlement_summary.entitlement_removed"]: ...

class V1EntitlementsActiveEntitlementSummaryUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.entitlements.active_entitlement_summary.updated"]: ...

class V1FileCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.file.created"]: ...

class V1FinancialConnectionsAccountAccountNumbersUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.financial_connections.account.account_numbers_updated"]: ...

class V1FinancialConnectionsAccountBalanceRefreshFailed(ThinEvent):
    @property
    def type(self) -> Literal["v1.financial_connections.account.balance_refresh_failed"]: ...

class V1FinancialConnectionsAccountBalanceRefreshSucceeded(ThinEvent):
    @property
    def type(self) -> Literal["v1.financial_connections.account.balance_refresh_succeeded"]: ...

class V1FinancialConnectionsAccountCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.financial_connections.account.created"]: ...

class V1FinancialConnectionsAccountDeactivated(ThinEvent):
    @property
    def type(self) -> Literal["v1.financial_connections.account.deactivated"]: ...

class V1FinancialConnectionsAccountDisconnected(ThinEvent):
    @property
    def type(self) -> Literal["v1.financial_connections.account.disconnected"]: ...

class V1FinancialConnectionsAccountExpectedDeactivationDateUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.financial_connections.account.expected_deactivation_date_updated"]: ...

class V1FinancialConnectionsAccountInferredBalancesRefreshFailed(ThinEvent):
    @property
    def type(self) -> Literal["v1.financial_connections.account.inferred_balances_refresh_failed"]: ...

class V1FinancialConnectionsAccountInferredBalancesRefreshSucceeded(ThinEvent):
    @property
    def type(self) -> Literal["v1.financial_connections.account.inferred_balances_refresh_succeeded"]: ...

class V1FinancialConnectionsAccountOwnershipRefreshFailed(ThinEvent):
    @property
    def type(self) -> Literal["v1.financial_connections.account.ownership_refresh_failed"]: ...

class V1FinancialConnectionsAccountOwnershipRefreshSucceeded(ThinEvent):
    @property
    def type(self) -> Literal["v1.financial_connections.account.ownership_refresh_succeeded"]: ...

class V1FinancialConnectionsAccountReactivated(ThinEvent):
    @property
    def type(self) -> Literal["v1.financial_connections.account.reactivated"]: ...

class V1FinancialConnectionsAccountRefreshedBalance(ThinEvent):
    @property
    def type(self) -> Literal["v1.financial_connections.account.refreshed_balance"]: ...

class V1FinancialConnectionsAccountRefreshedOwnership(ThinEvent):
    @property
    def type(self) -> Literal["v1.financial_connections.account.refreshed_ownership"]: ...

class V1FinancialConnectionsAccountRefreshedTransactions(ThinEvent):
    @property
    def type(self) -> Literal["v1.financial_connections.account.refreshed_transactions"]: ...

class V1FinancialConnectionsAccountRiskIntelligenceRefreshFailed(ThinEvent):
    @property
    def type(self) -> Literal["v1.financial_connections.account.risk_intelligence_refresh_failed"]: ...

class V1FinancialConnectionsAccountRiskIntelligenceRefreshSucceeded(ThinEvent):
    @property
    def type(self) -> Literal["v1.financial_connections.account.risk_intelligence_refresh_succeeded"]: ...

class V1FinancialConnectionsAccountSupportedPaymentMethodTypesUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.financial_connections.account.supported_payment_method_types_updated"]: ...

class V1FinancialConnectionsAccountTransactionsRefreshFailed(ThinEvent):
    @property
    def type(self) -> Literal["v1.financial_connections.account.transactions_refresh_failed"]: ...

class V1FinancialConnectionsAccountTransactionsRefreshSucceeded(ThinEvent):
    @property
    def type(self) -> Literal["v1.financial_connections.account.transactions_refresh_succeeded"]: ...

class V1FinancialConnectionsAccountUpcomingAccountNumberExpiry(ThinEvent):
    @property
    def type(self) -> Literal["v1.financial_connections.account.upcoming_account_number_expiry"]: ...

class V1FinancialConnectionsAccountUpcomingDeactivation(ThinEvent):
    @property
    def type(self) -> Literal["v1.financial_connections.account.upcoming_deactivation"]: ...

class V1IdentityVerificationSessionCanceled(ThinEvent):
    @property
    def type(self) -> Literal["v1.identity.verification_session.canceled"]: ...

class V1IdentityVerificationSessionCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.identity.verification_session.created"]: ...

class V1IdentityVerificationSessionProcessing(ThinEvent):
    @property
    def type(self) -> Literal["v1.identity.verification_session.processing"]: ...

class V1IdentityVerificationSessionRedacted(ThinEvent):
    @property
    def type(self) -> Literal["v1.identity.verification_session.redacted"]: ...

class V1IdentityVerificationSessionRequiresInput(ThinEvent):
    @property
    def type(self) -> Literal["v1.identity.verification_session.requires_input"]: ...

class V1IdentityVerificationSessionVerified(ThinEvent):
    @property
    def type(self) -> Literal["v1.identity.verification_session.verified"]: ...

class V1InvoiceCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.invoice.created"]: ...

class V1InvoiceDeleted(ThinEvent):
    @property
    def type(self) -> Literal["v1.invoice.deleted"]: ...

class V1InvoiceDiscountAdded(ThinEvent):
    @property
    def type(self) -> Literal["v1.invoice.discount_added"]: ...

class V1InvoiceDiscountRemoved(ThinEvent):
    @property
    def type(self) -> Literal["v1.invoice.discount_removed"]: ...

class V1InvoiceFinalizationFailed(ThinEvent):
    @property
    def type(self) -> Literal["v1.invoice.finalization_failed"]: ...

class V1InvoiceFinalized(ThinEvent):
    @property
    def type(self) -> Literal["v1.invoice.finalized"]: ...

class V1InvoiceLineItemAdded(ThinEvent):
    @property
    def type(self) -> Literal["v1.invoice.line_item_added"]: ...

class V1InvoiceLineItemPricingChanged(ThinEvent):
    @property
    def type(self) -> Literal["v1.invoice.line_item_pricing_changed"]: ...

class V1InvoiceLineItemQuantityChanged(ThinEvent):
    @property
    def type(self) -> Literal["v1.invoice.line_item_quantity_changed"]: ...

class V1InvoiceLineItemRemoved(ThinEvent):
    @property
    def type(self) -> Literal["v1.invoice.line_item_removed"]: ...

class V1InvoiceMarkedUncollectible(ThinEvent):
    @property
    def type(self) -> Literal["v1.invoice.marked_uncollectible"]: ...

class V1InvoiceOverdue(ThinEvent):
    @property
    def type(self) -> Literal["v1.invoice.overdue"]: ...

class V1InvoiceOverpaid(ThinEvent):
    @property
    def type(self) -> Literal["v1.invoice.overpaid"]: ...

class V1InvoicePaid(ThinEvent):
    @property
    def type(self) -> Literal["v1.invoice.paid"]: ...

class V1InvoicePaymentActionRequired(ThinEvent):
    @property
    def type(self) -> Literal["v1.invoice.payment_action_required"]: ...

class V1InvoicePaymentAttemptRequired(ThinEvent):
    @property
    def type(self) -> Literal["v1.invoice.payment_attempt_required"]: ...

class V1InvoicePaymentCanceled(ThinEvent):
    @property
    def type(self) -> Literal["v1.invoice_payment.canceled"]: ...

class V1InvoicePaymentFailed(ThinEvent):
    @property
    def type(self) -> Literal["v1.invoice.payment_failed"]: ...

class V1InvoicePaymentOpen(ThinEvent):
    @property
    def type(self) -> Literal["v1.invoice_payment.open"]: ...

class V1InvoicePaymentPaid(ThinEvent):
    @property
    def type(self) -> Literal["v1.invoice_payment.paid"]: ...

class V1InvoicePaymentSucceeded(ThinEvent):
    @property
    def type(self) -> Literal["v1.invoice.payment_succeeded"]: ...

class V1InvoiceSent(ThinEvent):
    @property
    def type(self) -> Literal["v1.invoice.sent"]: ...

class V1InvoiceUpcoming(ThinEvent):
    @property
    def type(self) -> Literal["v1.invoice.upcoming"]: ...

class V1InvoiceUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.invoice.updated"]: ...

class V1InvoiceVoided(ThinEvent):
    @property
    def type(self) -> Literal["v1.invoice.voided"]: ...

class V1InvoiceWillBeDue(ThinEvent):
    @property
    def type(self) -> Literal["v1.invoice.will_be_due"]: ...

class V1InvoiceitemAmountChanged(ThinEvent):
    @property
    def type(self) -> Literal["v1.invoiceitem.amount_changed"]: ...

class V1InvoiceitemCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.invoiceitem.created"]: ...

class V1InvoiceitemDeleted(ThinEvent):
    @property
    def type(self) -> Literal["v1.invoiceitem.deleted"]: ...

class V1InvoiceitemDiscountAdded(ThinEvent):
    @property
    def type(self) -> Literal["v1.invoiceitem.discount_added"]: ...

class V1InvoiceitemDiscountRemoved(ThinEvent):
    @property
    def type(self) -> Literal["v1.invoiceitem.discount_removed"]: ...

class V1IssuingAuthorizationCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.issuing_authorization.created"]: ...

class V1IssuingAuthorizationRequest(ThinEvent):
    @property
    def type(self) -> Literal["v1.issuing_authorization.request"]: ...

class V1IssuingAuthorizationUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.issuing_authorization.updated"]: ...

class V1IssuingCardCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.issuing_card.created"]: ...

class V1IssuingCardUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.issuing_card.updated"]: ...

class V1IssuingCardholderCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.issuing_cardholder.created"]: ...

class V1IssuingCardholderUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.issuing_cardholder.updated"]: ...

class V1IssuingDisputeClosed(ThinEvent):
    @property
    def type(self) -> Literal["v1.issuing_dispute.closed"]: ...

class V1IssuingDisputeCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.issuing_dispute.created"]: ...

class V1IssuingDisputeFundsReinstated(ThinEvent):
    @property
    def type(self) -> Literal["v1.issuing_dispute.funds_reinstated"]: ...

class V1IssuingDisputeFundsRescinded(ThinEvent):
    @property
    def type(self) -> Literal["v1.issuing_dispute.funds_rescinded"]: ...

class V1IssuingDisputeSubmitted(ThinEvent):
    @property
    def type(self) -> Literal["v1.issuing_dispute.submitted"]: ...

class V1IssuingDisputeUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.issuing_dispute.updated"]: ...

class V1IssuingPersonalizationDesignActivated(ThinEvent):
    @property
    def type(self) -> Literal["v1.issuing_personalization_design.activated"]: ...

class V1IssuingPersonalizationDesignDeactivated(ThinEvent):
    @property
    def type(self) -> Literal["v1.issuing_personalization_design.deactivated"]: ...

class V1IssuingPersonalizationDesignRejected(ThinEvent):
    @property
    def type(self) -> Literal["v1.issuing_personalization_design.rejected"]: ...

class V1IssuingPersonalizationDesignUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.issuing_personalization_design.updated"]: ...

class V1IssuingTokenCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.issuing_token.created"]: ...

class V1IssuingTokenUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.issuing_token.updated"]: ...

class V1IssuingTransactionCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.issuing_transaction.created"]: ...

class V1IssuingTransactionPurchaseDetailsReceiptUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.issuing_transaction.purchase_details_receipt_updated"]: ...

class V1IssuingTransactionUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.issuing_transaction.updated"]: ...

class V1MandateUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.mandate.updated"]: ...

class V1PaymentIntentAmountCapturableUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.payment_intent.amount_capturable_updated"]: ...

class V1PaymentIntentCanceled(ThinEvent):
    @property
    def type(self) -> Literal["v1.payment_intent.canceled"]: ...

class V1PaymentIntentCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.payment_intent.created"]: ...

class V1PaymentIntentPartiallyFunded(ThinEvent):
    @property
    def type(self) -> Literal["v1.payment_intent.partially_funded"]: ...

class V1PaymentIntentPaymentFailed(ThinEvent):
    @property
    def type(self) -> Literal["v1.payment_intent.payment_failed"]: ...

class V1PaymentIntentProcessing(ThinEvent):
    @property
    def type(self) -> Literal["v1.payment_intent.processing"]: ...

class V1PaymentIntentRequiresAction(ThinEvent):
    @property
    def type(self) -> Literal["v1.payment_intent.requires_action"]: ...

class V1PaymentIntentSucceeded(ThinEvent):
    @property
    def type(self) -> Literal["v1.payment_intent.succeeded"]: ...

class V1PaymentLinkCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.payment_link.created"]: ...

class V1PaymentLinkUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.payment_link.updated"]: ...

class V1PaymentMethodAttached(ThinEvent):
    @property
    def type(self) -> Literal["v1.payment_method.attached"]: ...

class V1PaymentMethodAutomaticallyUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.payment_method.automatically_updated"]: ...

class V1PaymentMethodDetached(ThinEvent):
    @property
    def type(self) -> Literal["v1.payment_method.detached"]: ...

class V1PaymentMethodUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.payment_method.updated"]: ...

class V1PayoutCanceled(ThinEvent):
    @property
    def type(self) -> Literal["v1.payout.canceled"]: ...

class V1PayoutCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.payout.created"]: ...

class V1PayoutFailed(ThinEvent):
    @property
    def type(self) -> Literal["v1.payout.failed"]: ...

class V1PayoutPaid(ThinEvent):
    @property
    def type(self) -> Literal["v1.payout.paid"]: ...

class V1PayoutReconciliationCompleted(ThinEvent):
    @property
    def type(self) -> Literal["v1.payout.reconciliation_completed"]: ...

class V1PayoutUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.payout.updated"]: ...

class V1PersonCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.person.created"]: ...

class V1PersonDeleted(ThinEvent):
    @property
    def type(self) -> Literal["v1.person.deleted"]: ...

class V1PersonUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.person.updated"]: ...

class V1PlanCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.plan.created"]: ...

class V1PlanDeleted(ThinEvent):
    @property
    def type(self) -> Literal["v1.plan.deleted"]: ...

class V1PlanUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.plan.updated"]: ...

class V1PriceActivated(ThinEvent):
    @property
    def type(self) -> Literal["v1.price.activated"]: ...

class V1PriceCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.price.created"]: ...

class V1PriceDeactivated(ThinEvent):
    @property
    def type(self) -> Literal["v1.price.deactivated"]: ...

class V1PriceDeleted(ThinEvent):
    @property
    def type(self) -> Literal["v1.price.deleted"]: ...

class V1PriceLookupKeyChanged(ThinEvent):
    @property
    def type(self) -> Literal["v1.price.lookup_key_changed"]: ...

class V1PriceTaxBehaviorChanged(ThinEvent):
    @property
    def type(self) -> Literal["v1.price.tax_behavior_changed"]: ...

class V1PriceUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.price.updated"]: ...

class V1ProductActivated(ThinEvent):
    @property
    def type(self) -> Literal["v1.product.activated"]: ...

class V1ProductCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.product.created"]: ...

class V1ProductDeactivated(ThinEvent):
    @property
    def type(self) -> Literal["v1.product.deactivated"]: ...

class V1ProductDefaultPriceChanged(ThinEvent):
    @property
    def type(self) -> Literal["v1.product.default_price_changed"]: ...

class V1ProductDeleted(ThinEvent):
    @property
    def type(self) -> Literal["v1.product.deleted"]: ...

class V1ProductTaxCodeChanged(ThinEvent):
    @property
    def type(self) -> Literal["v1.product.tax_code_changed"]: ...

class V1ProductUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.product.updated"]: ...

class V1PromotionCodeCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.promotion_code.created"]: ...

class V1PromotionCodeFullyRedeemed(ThinEvent):
    @property
    def type(self) -> Literal["v1.promotion_code.fully_redeemed"]: ...

class V1PromotionCodeUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.promotion_code.updated"]: ...

class V1QuoteAccepted(ThinEvent):
    @property
    def type(self) -> Literal["v1.quote.accepted"]: ...

class V1QuoteCanceled(ThinEvent):
    @property
    def type(self) -> Literal["v1.quote.canceled"]: ...

class V1QuoteCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.quote.created"]: ...

class V1QuoteFinalized(ThinEvent):
    @property
    def type(self) -> Literal["v1.quote.finalized"]: ...

class V1RadarEarlyFraudWarningCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.radar.early_fraud_warning.created"]: ...

class V1RadarEarlyFraudWarningUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.radar.early_fraud_warning.updated"]: ...

class V1RefundCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.refund.created"]: ...

class V1RefundFailed(ThinEvent):
    @property
    def type(self) -> Literal["v1.refund.failed"]: ...

class V1RefundUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.refund.updated"]: ...

class V1ReviewClosed(ThinEvent):
    @property
    def type(self) -> Literal["v1.review.closed"]: ...

class V1ReviewOpened(ThinEvent):
    @property
    def type(self) -> Literal["v1.review.opened"]: ...

class V1SetupIntentCanceled(ThinEvent):
    @property
    def type(self) -> Literal["v1.setup_intent.canceled"]: ...

class V1SetupIntentCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.setup_intent.created"]: ...

class V1SetupIntentRequiresAction(ThinEvent):
    @property
    def type(self) -> Literal["v1.setup_intent.requires_action"]: ...

class V1SetupIntentSetupFailed(ThinEvent):
    @property
    def type(self) -> Literal["v1.setup_intent.setup_failed"]: ...

class V1SetupIntentSucceeded(ThinEvent):
    @property
    def type(self) -> Literal["v1.setup_intent.succeeded"]: ...

class V1SigmaScheduledQueryRunCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.sigma.scheduled_query_run.created"]: ...

class V1SourceCanceled(ThinEvent):
    @property
    def type(self) -> Literal["v1.source.canceled"]: ...

class V1SourceChargeable(ThinEvent):
    @property
    def type(self) -> Literal["v1.source.chargeable"]: ...

class V1SourceFailed(ThinEvent):
    @property
    def type(self) -> Literal["v1.source.failed"]: ...

class V1SourceRefundAttributesRequired(ThinEvent):
    @property
    def type(self) -> Literal["v1.source.refund_attributes_required"]: ...

class V1SubscriptionScheduleAborted(ThinEvent):
    @property
    def type(self) -> Literal["v1.subscription_schedule.aborted"]: ...

class V1SubscriptionScheduleCanceled(ThinEvent):
    @property
    def type(self) -> Literal["v1.subscription_schedule.canceled"]: ...

class V1SubscriptionScheduleCompleted(ThinEvent):
    @property
    def type(self) -> Literal["v1.subscription_schedule.completed"]: ...

class V1SubscriptionScheduleCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.subscription_schedule.created"]: ...

class V1SubscriptionScheduleExpiring(ThinEvent):
    @property
    def type(self) -> Literal["v1.subscription_schedule.expiring"]: ...

class V1SubscriptionSchedulePhaseAdded(ThinEvent):
    @property
    def type(self) -> Literal["v1.subscription_schedule.phase_added"]: ...

class V1SubscriptionSchedulePhaseDefaultTaxRatesChanged(ThinEvent):
    @property
    def type(self) -> Literal["v1.subscription_schedule.phase_default_tax_rates_changed"]: ...

class V1SubscriptionSchedulePhaseEndDateChanged(ThinEvent):
    @property
    def type(self) -> Literal["v1.subscription_schedule.phase_end_date_changed"]: ...

class V1SubscriptionSchedulePhaseRemoved(ThinEvent):
    @property
    def type(self) -> Literal["v1.subscription_schedule.phase_removed"]: ...

class V1SubscriptionSchedulePhaseTrialEndChanged(ThinEvent):
    @property
    def type(self) -> Literal["v1.subscription_schedule.phase_trial_end_changed"]: ...

class V1SubscriptionScheduleReleased(ThinEvent):
    @property
    def type(self) -> Literal["v1.subscription_schedule.released"]: ...

class V1SubscriptionScheduleUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.subscription_schedule.updated"]: ...

class V1TaxRateCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.tax_rate.created"]: ...

class V1TaxRateUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.tax_rate.updated"]: ...

class V1TaxSettingsUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.tax.settings.updated"]: ...

class V1TerminalReaderActionFailed(ThinEvent):
    @property
    def type(self) -> Literal["v1.terminal.reader.action_failed"]: ...

class V1TerminalReaderActionSucceeded(ThinEvent):
    @property
    def type(self) -> Literal["v1.terminal.reader.action_succeeded"]: ...

class V1TerminalReaderActionUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.terminal.reader.action_updated"]: ...

class V1TestHelpersTestClockAdvancing(ThinEvent):
    @property
    def type(self) -> Literal["v1.test_helpers.test_clock.advancing"]: ...

class V1TestHelpersTestClockCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.test_helpers.test_clock.created"]: ...

class V1TestHelpersTestClockDeleted(ThinEvent):
    @property
    def type(self) -> Literal["v1.test_helpers.test_clock.deleted"]: ...

class V1TestHelpersTestClockInternalFailure(ThinEvent):
    @property
    def type(self) -> Literal["v1.test_helpers.test_clock.internal_failure"]: ...

class V1TestHelpersTestClockReady(ThinEvent):
    @property
    def type(self) -> Literal["v1.test_helpers.test_clock.ready"]: ...

class V1TopupCanceled(ThinEvent):
    @property
    def type(self) -> Literal["v1.topup.canceled"]: ...

class V1TopupCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.topup.created"]: ...

class V1TopupFailed(ThinEvent):
    @property
    def type(self) -> Literal["v1.topup.failed"]: ...

class V1TopupReversed(ThinEvent):
    @property
    def type(self) -> Literal["v1.topup.reversed"]: ...

class V1TopupSucceeded(ThinEvent):
    @property
    def type(self) -> Literal["v1.topup.succeeded"]: ...

class V1TransferCreated(ThinEvent):
    @property
    def type(self) -> Literal["v1.transfer.created"]: ...

class V1TransferReversed(ThinEvent):
    @property
    def type(self) -> Literal["v1.transfer.reversed"]: ...

class V1TransferUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v1.transfer.updated"]: ...

class V2CommerceProductCatalogImportsFailed(ThinEvent):
    @property
    def type(self) -> Literal["v2.commerce.product_catalog.imports.failed"]: ...

class V2CommerceProductCatalogImportsProcessing(ThinEvent):
    @property
    def type(self) -> Literal["v2.commerce.product_catalog.imports.processing"]: ...

class V2CommerceProductCatalogImportsSucceeded(ThinEvent):
    @property
    def type(self) -> Literal["v2.commerce.product_catalog.imports.succeeded"]: ...

class V2CommerceProductCatalogImportsSucceededWithErrors(ThinEvent):
    @property
    def type(self) -> Literal["v2.commerce.product_catalog.imports.succeeded_with_errors"]: ...

class V2CoreAccountClosed(ThinEvent):
    @property
    def type(self) -> Literal["v2.core.account.closed"]: ...

class V2CoreAccountCreated(ThinEvent):
    @property
    def type(self) -> Literal["v2.core.account.created"]: ...

class V2CoreAccountConfigurationCustomerCapabilityStatusUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v2.core.account[configuration.customer].capability_status_updated"]: ...

class V2CoreAccountConfigurationCustomerUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v2.core.account[configuration.customer].updated"]: ...

class V2CoreAccountConfigurationMerchantCapabilityStatusUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v2.core.account[configuration.merchant].capability_status_updated"]: ...

class V2CoreAccountConfigurationMerchantUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v2.core.account[configuration.merchant].updated"]: ...

class V2CoreAccountConfigurationRecipientCapabilityStatusUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v2.core.account[configuration.recipient].capability_status_updated"]: ...

class V2CoreAccountConfigurationRecipientUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v2.core.account[configuration.recipient].updated"]: ...

class V2CoreAccountDefaultsUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v2.core.account[defaults].updated"]: ...

class V2CoreAccountFutureRequirementsUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v2.core.account[future_requirements].updated"]: ...

class V2CoreAccountIdentityUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v2.core.account[identity].updated"]: ...

class V2CoreAccountRequirementsUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v2.core.account[requirements].updated"]: ...

class V2CoreAccountLinkReturned(ThinEvent):
    @property
    def type(self) -> Literal["v2.core.account_link.returned"]: ...

class V2CoreAccountPersonCreated(ThinEvent):
    @property
    def type(self) -> Literal["v2.core.account_person.created"]: ...

class V2CoreAccountPersonDeleted(ThinEvent):
    @property
    def type(self) -> Literal["v2.core.account_person.deleted"]: ...

class V2CoreAccountPersonUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v2.core.account_person.updated"]: ...

class V2CoreAccountUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v2.core.account.updated"]: ...

class V2CoreEventDestinationPing(ThinEvent):
    @property
    def type(self) -> Literal["v2.core.event_destination.ping"]: ...

class V2MoneyManagementAdjustmentCreated(ThinEvent):
    @property
    def type(self) -> Literal["v2.money_management.adjustment.created"]: ...

class V2MoneyManagementFinancialAccountCreated(ThinEvent):
    @property
    def type(self) -> Literal["v2.money_management.financial_account.created"]: ...

class V2MoneyManagementFinancialAccountUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v2.money_management.financial_account.updated"]: ...

class V2MoneyManagementFinancialAddressActivated(ThinEvent):
    @property
    def type(self) -> Literal["v2.money_management.financial_address.activated"]: ...

class V2MoneyManagementFinancialAddressFailed(ThinEvent):
    @property
    def type(self) -> Literal["v2.money_management.financial_address.failed"]: ...

class V2MoneyManagementInboundTransferAvailable(ThinEvent):
    @property
    def type(self) -> Literal["v2.money_management.inbound_transfer.available"]: ...

class V2MoneyManagementInboundTransferBankDebitFailed(ThinEvent):
    @property
    def type(self) -> Literal["v2.money_management.inbound_transfer.bank_debit_failed"]: ...

class V2MoneyManagementInboundTransferBankDebitProcessing(ThinEvent):
    @property
    def type(self) -> Literal["v2.money_management.inbound_transfer.bank_debit_processing"]: ...

class V2MoneyManagementInboundTransferBankDebitQueued(ThinEvent):
    @property
    def type(self) -> Literal["v2.money_management.inbound_transfer.bank_debit_queued"]: ...

class V2MoneyManagementInboundTransferBankDebitReturned(ThinEvent):
    @property
    def type(self) -> Literal["v2.money_management.inbound_transfer.bank_debit_returned"]: ...

class V2MoneyManagementInboundTransferBankDebitSucceeded(ThinEvent):
    @property
    def type(self) -> Literal["v2.money_management.inbound_transfer.bank_debit_succeeded"]: ...

class V2MoneyManagementOutboundPaymentCanceled(ThinEvent):
    @property
    def type(self) -> Literal["v2.money_management.outbound_payment.canceled"]: ...

class V2MoneyManagementOutboundPaymentCreated(ThinEvent):
    @property
    def type(self) -> Literal["v2.money_management.outbound_payment.created"]: ...

class V2MoneyManagementOutboundPaymentFailed(ThinEvent):
    @property
    def type(self) -> Literal["v2.money_management.outbound_payment.failed"]: ...

class V2MoneyManagementOutboundPaymentPosted(ThinEvent):
    @property
    def type(self) -> Literal["v2.money_management.outbound_payment.posted"]: ...

class V2MoneyManagementOutboundPaymentReturned(ThinEvent):
    @property
    def type(self) -> Literal["v2.money_management.outbound_payment.returned"]: ...

class V2MoneyManagementOutboundPaymentUnderReview(ThinEvent):
    @property
    def type(self) -> Literal["v2.money_management.outbound_payment.under_review"]: ...

class V2MoneyManagementOutboundPaymentUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v2.money_management.outbound_payment.updated"]: ...

class V2MoneyManagementPayoutIntentCanceled(ThinEvent):
    @property
    def type(self) -> Literal["v2.money_management.payout_intent.canceled"]: ...

class V2MoneyManagementPayoutIntentCreated(ThinEvent):
    @property
    def type(self) -> Literal["v2.money_management.payout_intent.created"]: ...

class V2MoneyManagementPayoutIntentPending(ThinEvent):
    @property
    def type(self) -> Literal["v2.money_management.payout_intent.pending"]: ...

class V2MoneyManagementPayoutIntentPosted(ThinEvent):
    @property
    def type(self) -> Literal["v2.money_management.payout_intent.posted"]: ...

class V2MoneyManagementPayoutIntentProcessing(ThinEvent):
    @property
    def type(self) -> Literal["v2.money_management.payout_intent.processing"]: ...

class V2MoneyManagementPayoutIntentRequiresAction(ThinEvent):
    @property
    def type(self) -> Literal["v2.money_management.payout_intent.requires_action"]: ...

class V2MoneyManagementPayoutIntentUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v2.money_management.payout_intent.updated"]: ...

class V2MoneyManagementPayoutMethodCreated(ThinEvent):
    @property
    def type(self) -> Literal["v2.money_management.payout_method.created"]: ...

class V2MoneyManagementPayoutMethodUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v2.money_management.payout_method.updated"]: ...

class V2MoneyManagementReceivedCreditAvailable(ThinEvent):
    @property
    def type(self) -> Literal["v2.money_management.received_credit.available"]: ...

class V2MoneyManagementReceivedCreditFailed(ThinEvent):
    @property
    def type(self) -> Literal["v2.money_management.received_credit.failed"]: ...

class V2MoneyManagementReceivedCreditReturned(ThinEvent):
    @property
    def type(self) -> Literal["v2.money_management.received_credit.returned"]: ...

class V2MoneyManagementReceivedCreditSucceeded(ThinEvent):
    @property
    def type(self) -> Literal["v2.money_management.received_credit.succeeded"]: ...

class V2MoneyManagementRecipientVerificationCreated(ThinEvent):
    @property
    def type(self) -> Literal["v2.money_management.recipient_verification.created"]: ...

class V2MoneyManagementRecipientVerificationUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v2.money_management.recipient_verification.updated"]: ...

class V2MoneyManagementTransactionCreated(ThinEvent):
    @property
    def type(self) -> Literal["v2.money_management.transaction.created"]: ...

class V2MoneyManagementTransactionUpdated(ThinEvent):
    @property
    def type(self) -> Literal["v2.money_management.transaction.updated"]: ...
