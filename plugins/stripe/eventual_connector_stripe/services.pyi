"""Stripe's services, with the parameters and the results of the SDK. Generated from it: `make generate`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar, overload

import stripe
import stripe.apps
import stripe.billing
import stripe.billing_portal
import stripe.checkout
import stripe.climate
import stripe.entitlements
import stripe.financial_connections
import stripe.forwarding
import stripe.identity
import stripe.issuing
import stripe.params
import stripe.params.apps
import stripe.params.billing
import stripe.params.billing_portal
import stripe.params.checkout
import stripe.params.climate
import stripe.params.entitlements
import stripe.params.financial_connections
import stripe.params.forwarding
import stripe.params.identity
import stripe.params.issuing
import stripe.params.product_catalog
import stripe.params.radar
import stripe.params.reporting
import stripe.params.sigma
import stripe.params.tax
import stripe.params.terminal
import stripe.params.test_helpers
import stripe.params.test_helpers.issuing
import stripe.params.test_helpers.terminal
import stripe.params.test_helpers.treasury
import stripe.params.three_d_secure
import stripe.params.treasury
import stripe.params.v2.billing
import stripe.params.v2.commerce.product_catalog
import stripe.params.v2.core
import stripe.params.v2.core.accounts
import stripe.params.v2.core.vault
import stripe.params.v2.money_management
import stripe.params.v2.money_management.test_helpers
import stripe.params.v2.test_helpers
import stripe.product_catalog
import stripe.radar
import stripe.reporting
import stripe.sigma
import stripe.tax
import stripe.terminal
import stripe.test_helpers
import stripe.three_d_secure
import stripe.treasury
import stripe.v2
import stripe.v2.billing
import stripe.v2.commerce
import stripe.v2.core
import stripe.v2.core.vault
import stripe.v2.money_management
from eventual_connectors.surface import Group

from .activity import ListActivity, StripeActivity

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T", bound=stripe.StripeObject)

def _activity(method: Callable[Concatenate[Any, P], R], /) -> StripeActivity[P, R]: ...
@overload
def _listing(method: Callable[Concatenate[Any, P], stripe.ListObject[T]], /) -> ListActivity[P, stripe.ListObject[T], T]: ...
@overload
def _listing(
    method: Callable[Concatenate[Any, P], stripe.SearchResultObject[T]], /
) -> ListActivity[P, stripe.SearchResultObject[T], T]: ...
@overload
def _listing(method: Callable[Concatenate[Any, P], stripe.v2.ListObject[T]], /) -> ListActivity[P, stripe.v2.ListObject[T], T]: ...

class V1BillingMetersEventSummaries(Group):
    """`stripe.v1.billing.meters.event_summaries`"""

    @_listing
    def list(self, id: str, /, params: stripe.params.billing.MeterEventSummaryListParams) -> stripe.ListObject[stripe.billing.MeterEventSummary]: ...

class V1CheckoutSessionsLineItems(Group):
    """`stripe.v1.checkout.sessions.line_items`"""

    @_listing
    def list(self, session: str, /, params: stripe.params.checkout.SessionLineItemListParams | None = None) -> stripe.ListObject[stripe.LineItem]: ...

class V1FinancialConnectionsAccountsOwners(Group):
    """`stripe.v1.financial_connections.accounts.owners`"""

    @_listing
    def list(self, account: str, /, params: stripe.params.financial_connections.AccountOwnerListParams) -> stripe.ListObject[stripe.financial_connections.AccountOwner]: ...

class V1TaxCalculationsLineItems(Group):
    """`stripe.v1.tax.calculations.line_items`"""

    @_listing
    def list(self, calculation: str, /, params: stripe.params.tax.CalculationLineItemListParams | None = None) -> stripe.ListObject[stripe.tax.CalculationLineItem]: ...

class V1TaxTransactionsLineItems(Group):
    """`stripe.v1.tax.transactions.line_items`"""

    @_listing
    def list(self, transaction: str, /, params: stripe.params.tax.TransactionLineItemListParams | None = None) -> stripe.ListObject[stripe.tax.TransactionLineItem]: ...

class V1TestHelpersIssuingAuthorizations(Group):
    """`stripe.v1.test_helpers.issuing.authorizations`"""

    @_activity
    def create(self, params: stripe.params.test_helpers.issuing.AuthorizationCreateParams) -> stripe.issuing.Authorization: ...
    @_activity
    def capture(self, authorization: str, /, params: stripe.params.test_helpers.issuing.AuthorizationCaptureParams | None = None) -> stripe.issuing.Authorization: ...
    @_activity
    def expire(self, authorization: str, /, params: stripe.params.test_helpers.issuing.AuthorizationExpireParams | None = None) -> stripe.issuing.Authorization: ...
    @_activity
    def finalize_amount(self, authorization: str, /, params: stripe.params.test_helpers.issuing.AuthorizationFinalizeAmountParams) -> stripe.issuing.Authorization: ...
    @_activity
    def respond(self, authorization: str, /, params: stripe.params.test_helpers.issuing.AuthorizationRespondParams) -> stripe.issuing.Authorization: ...
    @_activity
    def increment(self, authorization: str, /, params: stripe.params.test_helpers.issuing.AuthorizationIncrementParams) -> stripe.issuing.Authorization: ...
    @_activity
    def reverse(self, authorization: str, /, params: stripe.params.test_helpers.issuing.AuthorizationReverseParams | None = None) -> stripe.issuing.Authorization: ...

class V1TestHelpersIssuingCards(Group):
    """`stripe.v1.test_helpers.issuing.cards`"""

    @_activity
    def deliver_card(self, card: str, /, params: stripe.params.test_helpers.issuing.CardDeliverCardParams | None = None) -> stripe.issuing.Card: ...
    @_activity
    def fail_card(self, card: str, /, params: stripe.params.test_helpers.issuing.CardFailCardParams | None = None) -> stripe.issuing.Card: ...
    @_activity
    def return_card(self, card: str, /, params: stripe.params.test_helpers.issuing.CardReturnCardParams | None = None) -> stripe.issuing.Card: ...
    @_activity
    def ship_card(self, card: str, /, params: stripe.params.test_helpers.issuing.CardShipCardParams | None = None) -> stripe.issuing.Card: ...
    @_activity
    def submit_card(self, card: str, /, params: stripe.params.test_helpers.issuing.CardSubmitCardParams | None = None) -> stripe.issuing.Card: ...

class V1TestHelpersIssuingPersonalizationDesigns(Group):
    """`stripe.v1.test_helpers.issuing.personalization_designs`"""

    @_activity
    def activate(self, personalization_design: str, /, params: stripe.params.test_helpers.issuing.PersonalizationDesignActivateParams | None = None) -> stripe.issuing.PersonalizationDesign: ...
    @_activity
    def deactivate(self, personalization_design: str, /, params: stripe.params.test_helpers.issuing.PersonalizationDesignDeactivateParams | None = None) -> stripe.issuing.PersonalizationDesign: ...
    @_activity
    def reject(self, personalization_design: str, /, params: stripe.params.test_helpers.issuing.PersonalizationDesignRejectParams) -> stripe.issuing.PersonalizationDesign: ...

class V1TestHelpersIssuingTransactions(Group):
    """`stripe.v1.test_helpers.issuing.transactions`"""

    @_activity
    def refund(self, transaction: str, /, params: stripe.params.test_helpers.issuing.TransactionRefundParams | None = None) -> stripe.issuing.Transaction: ...
    @_activity
    def create_force_capture(self, params: stripe.params.test_helpers.issuing.TransactionCreateForceCaptureParams) -> stripe.issuing.Transaction: ...
    @_activity
    def create_unlinked_refund(self, params: stripe.params.test_helpers.issuing.TransactionCreateUnlinkedRefundParams) -> stripe.issuing.Transaction: ...

class V1TestHelpersTerminalReaders(Group):
    """`stripe.v1.test_helpers.terminal.readers`"""

    @_activity
    def present_payment_method(self, reader: str, /, params: stripe.params.test_helpers.terminal.ReaderPresentPaymentMethodParams | None = None) -> stripe.terminal.Reader: ...
    @_activity
    def succeed_input_collection(self, reader: str, /, params: stripe.params.test_helpers.terminal.ReaderSucceedInputCollectionParams | None = None) -> stripe.terminal.Reader: ...
    @_activity
    def timeout_input_collection(self, reader: str, /, params: stripe.params.test_helpers.terminal.ReaderTimeoutInputCollectionParams | None = None) -> stripe.terminal.Reader: ...

class V1TestHelpersTreasuryInboundTransfers(Group):
    """`stripe.v1.test_helpers.treasury.inbound_transfers`"""

    @_activity
    def fail(self, id: str, /, params: stripe.params.test_helpers.treasury.InboundTransferFailParams | None = None) -> stripe.treasury.InboundTransfer: ...
    @_activity
    def return_inbound_transfer(self, id: str, /, params: stripe.params.test_helpers.treasury.InboundTransferReturnInboundTransferParams | None = None) -> stripe.treasury.InboundTransfer: ...
    @_activity
    def succeed(self, id: str, /, params: stripe.params.test_helpers.treasury.InboundTransferSucceedParams | None = None) -> stripe.treasury.InboundTransfer: ...

class V1TestHelpersTreasuryOutboundPayments(Group):
    """`stripe.v1.test_helpers.treasury.outbound_payments`"""

    @_activity
    def update(self, id: str, /, params: stripe.params.test_helpers.treasury.OutboundPaymentUpdateParams) -> stripe.treasury.OutboundPayment: ...
    @_activity
    def fail(self, id: str, /, params: stripe.params.test_helpers.treasury.OutboundPaymentFailParams | None = None) -> stripe.treasury.OutboundPayment: ...
    @_activity
    def post(self, id: str, /, params: stripe.params.test_helpers.treasury.OutboundPaymentPostParams | None = None) -> stripe.treasury.OutboundPayment: ...
    @_activity
    def return_outbound_payment(self, id: str, /, params: stripe.params.test_helpers.treasury.OutboundPaymentReturnOutboundPaymentParams | None = None) -> stripe.treasury.OutboundPayment: ...

class V1TestHelpersTreasuryOutboundTransfers(Group):
    """`stripe.v1.test_helpers.treasury.outbound_transfers`"""

    @_activity
    def update(self, outbound_transfer: str, /, params: stripe.params.test_helpers.treasury.OutboundTransferUpdateParams) -> stripe.treasury.OutboundTransfer: ...
    @_activity
    def fail(self, outbound_transfer: str, /, params: stripe.params.test_helpers.treasury.OutboundTransferFailParams | None = None) -> stripe.treasury.OutboundTransfer: ...
    @_activity
    def post(self, outbound_transfer: str, /, params: stripe.params.test_helpers.treasury.OutboundTransferPostParams | None = None) -> stripe.treasury.OutboundTransfer: ...
    @_activity
    def return_outbound_transfer(self, outbound_transfer: str, /, params: stripe.params.test_helpers.treasury.OutboundTransferReturnOutboundTransferParams | None = None) -> stripe.treasury.OutboundTransfer: ...

class V1TestHelpersTreasuryReceivedCredits(Group):
    """`stripe.v1.test_helpers.treasury.received_credits`"""

    @_activity
    def create(self, params: stripe.params.test_helpers.treasury.ReceivedCreditCreateParams) -> stripe.treasury.ReceivedCredit: ...

class V1TestHelpersTreasuryReceivedDebits(Group):
    """`stripe.v1.test_helpers.treasury.received_debits`"""

    @_activity
    def create(self, params: stripe.params.test_helpers.treasury.ReceivedDebitCreateParams) -> stripe.treasury.ReceivedDebit: ...

class V1TreasuryFinancialAccountsFeatures(Group):
    """`stripe.v1.treasury.financial_accounts.features`"""

    @_activity
    def update(self, financial_account: str, /, params: stripe.params.treasury.FinancialAccountFeaturesUpdateParams | None = None) -> stripe.treasury.FinancialAccountFeatures: ...
    @_activity
    def retrieve(self, financial_account: str, /, params: stripe.params.treasury.FinancialAccountFeaturesRetrieveParams | None = None) -> stripe.treasury.FinancialAccountFeatures: ...

class V2CommerceProductCatalogImports(Group):
    """`stripe.v2.commerce.product_catalog.imports`"""

    @_listing
    def list(self, params: stripe.params.v2.commerce.product_catalog.ImportListParams | None = None) -> stripe.v2.ListObject[stripe.v2.commerce.ProductCatalogImport]: ...
    @_activity
    def create(self, params: stripe.params.v2.commerce.product_catalog.ImportCreateParams) -> stripe.v2.commerce.ProductCatalogImport: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.v2.commerce.product_catalog.ImportRetrieveParams | None = None) -> stripe.v2.commerce.ProductCatalogImport: ...

class V2CoreAccountsPersonTokens(Group):
    """`stripe.v2.core.accounts.person_tokens`"""

    @_activity
    def create(self, account_id: str, /, params: stripe.params.v2.core.accounts.PersonTokenCreateParams | None = None) -> stripe.v2.core.AccountPersonToken: ...
    @_activity
    def retrieve(self, account_id: str, id: str, /, params: stripe.params.v2.core.accounts.PersonTokenRetrieveParams | None = None) -> stripe.v2.core.AccountPersonToken: ...

class V2CoreAccountsPersons(Group):
    """`stripe.v2.core.accounts.persons`"""

    @_listing
    def list(self, account_id: str, /, params: stripe.params.v2.core.accounts.PersonListParams | None = None) -> stripe.v2.ListObject[stripe.v2.core.AccountPerson]: ...
    @_activity
    def create(self, account_id: str, /, params: stripe.params.v2.core.accounts.PersonCreateParams | None = None) -> stripe.v2.core.AccountPerson: ...
    @_activity
    def delete(self, account_id: str, id: str, /, params: stripe.params.v2.core.accounts.PersonDeleteParams | None = None) -> stripe.v2.DeletedObject: ...
    @_activity
    def retrieve(self, account_id: str, id: str, /, params: stripe.params.v2.core.accounts.PersonRetrieveParams | None = None) -> stripe.v2.core.AccountPerson: ...
    @_activity
    def update(self, account_id: str, id: str, /, params: stripe.params.v2.core.accounts.PersonUpdateParams | None = None) -> stripe.v2.core.AccountPerson: ...

class V2CoreVaultGbBankAccounts(Group):
    """`stripe.v2.core.vault.gb_bank_accounts`"""

    @_listing
    def list(self, params: stripe.params.v2.core.vault.GbBankAccountListParams | None = None) -> stripe.v2.ListObject[stripe.v2.core.vault.GbBankAccount]: ...
    @_activity
    def create(self, params: stripe.params.v2.core.vault.GbBankAccountCreateParams) -> stripe.v2.core.vault.GbBankAccount: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.v2.core.vault.GbBankAccountRetrieveParams | None = None) -> stripe.v2.core.vault.GbBankAccount: ...
    @_activity
    def archive(self, id: str, /, params: stripe.params.v2.core.vault.GbBankAccountArchiveParams | None = None) -> stripe.v2.core.vault.GbBankAccount: ...
    @_activity
    def unarchive(self, id: str, /, params: stripe.params.v2.core.vault.GbBankAccountUnarchiveParams | None = None) -> stripe.v2.core.vault.GbBankAccount: ...

class V2CoreVaultUsBankAccounts(Group):
    """`stripe.v2.core.vault.us_bank_accounts`"""

    @_listing
    def list(self, params: stripe.params.v2.core.vault.UsBankAccountListParams | None = None) -> stripe.v2.ListObject[stripe.v2.core.vault.UsBankAccount]: ...
    @_activity
    def create(self, params: stripe.params.v2.core.vault.UsBankAccountCreateParams) -> stripe.v2.core.vault.UsBankAccount: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.v2.core.vault.UsBankAccountRetrieveParams | None = None) -> stripe.v2.core.vault.UsBankAccount: ...
    @_activity
    def update(self, id: str, /, params: stripe.params.v2.core.vault.UsBankAccountUpdateParams | None = None) -> stripe.v2.core.vault.UsBankAccount: ...
    @_activity
    def archive(self, id: str, /, params: stripe.params.v2.core.vault.UsBankAccountArchiveParams | None = None) -> stripe.v2.core.vault.UsBankAccount: ...
    @_activity
    def confirm_microdeposits(self, id: str, /, params: stripe.params.v2.core.vault.UsBankAccountConfirmMicrodepositsParams | None = None) -> stripe.v2.core.vault.UsBankAccount: ...
    @_activity
    def send_microdeposits(self, id: str, /, params: stripe.params.v2.core.vault.UsBankAccountSendMicrodepositsParams | None = None) -> stripe.v2.core.vault.UsBankAccount: ...
    @_activity
    def unarchive(self, id: str, /, params: stripe.params.v2.core.vault.UsBankAccountUnarchiveParams | None = None) -> stripe.v2.core.vault.UsBankAccount: ...

class V2MoneyManagementTestHelpersFinancialAddresses(Group):
    """`stripe.v2.money_management.test_helpers.financial_addresses`"""

    @_activity
    def credit(self, id: str, /, params: stripe.params.v2.money_management.test_helpers.FinancialAddressCreditParams) -> stripe.v2.money_management.FinancialAddressCreditSimulation: ...

class V1AccountsCapabilities(Group):
    """`stripe.v1.accounts.capabilities`"""

    @_listing
    def list(self, account: str, /, params: stripe.params.AccountCapabilityListParams | None = None) -> stripe.ListObject[stripe.Capability]: ...
    @_activity
    def retrieve(self, account: str, capability: str, /, params: stripe.params.AccountCapabilityRetrieveParams | None = None) -> stripe.Capability: ...
    @_activity
    def update(self, account: str, capability: str, /, params: stripe.params.AccountCapabilityUpdateParams | None = None) -> stripe.Capability: ...

class V1AccountsExternalAccounts(Group):
    """`stripe.v1.accounts.external_accounts`"""

    @_activity
    def delete(self, account: str, id: str, /, params: stripe.params.AccountExternalAccountDeleteParams | None = None) -> stripe.BankAccount | stripe.Card: ...
    @_activity
    def retrieve(self, account: str, id: str, /, params: stripe.params.AccountExternalAccountRetrieveParams | None = None) -> stripe.BankAccount | stripe.Card: ...
    @_activity
    def update(self, account: str, id: str, /, params: stripe.params.AccountExternalAccountUpdateParams | None = None) -> stripe.BankAccount | stripe.Card: ...
    @_listing
    def list(self, account: str, /, params: stripe.params.AccountExternalAccountListParams | None = None) -> stripe.ListObject[stripe.BankAccount | stripe.Card]: ...
    @_activity
    def create(self, account: str, /, params: stripe.params.AccountExternalAccountCreateParams) -> stripe.BankAccount | stripe.Card: ...

class V1AccountsLoginLinks(Group):
    """`stripe.v1.accounts.login_links`"""

    @_activity
    def create(self, account: str, /, params: stripe.params.AccountLoginLinkCreateParams | None = None) -> stripe.LoginLink: ...

class V1AccountsPersons(Group):
    """`stripe.v1.accounts.persons`"""

    @_activity
    def delete(self, account: str, person: str, /, params: stripe.params.AccountPersonDeleteParams | None = None) -> stripe.Person: ...
    @_activity
    def retrieve(self, account: str, person: str, /, params: stripe.params.AccountPersonRetrieveParams | None = None) -> stripe.Person: ...
    @_activity
    def update(self, account: str, person: str, /, params: stripe.params.AccountPersonUpdateParams | None = None) -> stripe.Person: ...
    @_listing
    def list(self, account: str, /, params: stripe.params.AccountPersonListParams | None = None) -> stripe.ListObject[stripe.Person]: ...
    @_activity
    def create(self, account: str, /, params: stripe.params.AccountPersonCreateParams | None = None) -> stripe.Person: ...

class V1ApplicationFeesRefunds(Group):
    """`stripe.v1.application_fees.refunds`"""

    @_activity
    def retrieve(self, fee: str, id: str, /, params: stripe.params.ApplicationFeeRefundRetrieveParams | None = None) -> stripe.ApplicationFeeRefund: ...
    @_activity
    def update(self, fee: str, id: str, /, params: stripe.params.ApplicationFeeRefundUpdateParams | None = None) -> stripe.ApplicationFeeRefund: ...
    @_listing
    def list(self, id: str, /, params: stripe.params.ApplicationFeeRefundListParams | None = None) -> stripe.ListObject[stripe.ApplicationFeeRefund]: ...
    @_activity
    def create(self, id: str, /, params: stripe.params.ApplicationFeeRefundCreateParams | None = None) -> stripe.ApplicationFeeRefund: ...

class V1AppsInstalls(Group):
    """`stripe.v1.apps.installs`"""

    @_listing
    def list(self, params: stripe.params.apps.InstallListParams | None = None) -> stripe.ListObject[stripe.apps.Install]: ...
    @_activity
    def create(self, params: stripe.params.apps.InstallCreateParams) -> stripe.apps.Install: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.apps.InstallRetrieveParams | None = None) -> stripe.apps.Install: ...
    @_activity
    def update(self, id: str, /, params: stripe.params.apps.InstallUpdateParams | None = None) -> stripe.apps.Install: ...
    @_activity
    def uninstall(self, id: str, /, params: stripe.params.apps.InstallUninstallParams | None = None) -> stripe.apps.Install: ...

class V1AppsSecrets(Group):
    """`stripe.v1.apps.secrets`"""

    @_listing
    def list(self, params: stripe.params.apps.SecretListParams) -> stripe.ListObject[stripe.apps.Secret]: ...
    @_activity
    def create(self, params: stripe.params.apps.SecretCreateParams) -> stripe.apps.Secret: ...
    @_activity
    def find(self, params: stripe.params.apps.SecretFindParams) -> stripe.apps.Secret: ...
    @_activity
    def delete_where(self, params: stripe.params.apps.SecretDeleteWhereParams) -> stripe.apps.Secret: ...

class V1BillingAlerts(Group):
    """`stripe.v1.billing.alerts`"""

    @_listing
    def list(self, params: stripe.params.billing.AlertListParams | None = None) -> stripe.ListObject[stripe.billing.Alert]: ...
    @_activity
    def create(self, params: stripe.params.billing.AlertCreateParams) -> stripe.billing.Alert: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.billing.AlertRetrieveParams | None = None) -> stripe.billing.Alert: ...
    @_activity
    def activate(self, id: str, /, params: stripe.params.billing.AlertActivateParams | None = None) -> stripe.billing.Alert: ...
    @_activity
    def archive(self, id: str, /, params: stripe.params.billing.AlertArchiveParams | None = None) -> stripe.billing.Alert: ...
    @_activity
    def deactivate(self, id: str, /, params: stripe.params.billing.AlertDeactivateParams | None = None) -> stripe.billing.Alert: ...

class V1BillingCreditBalanceSummary(Group):
    """`stripe.v1.billing.credit_balance_summary`"""

    @_activity
    def retrieve(self, params: stripe.params.billing.CreditBalanceSummaryRetrieveParams) -> stripe.billing.CreditBalanceSummary: ...

class V1BillingCreditBalanceTransactions(Group):
    """`stripe.v1.billing.credit_balance_transactions`"""

    @_listing
    def list(self, params: stripe.params.billing.CreditBalanceTransactionListParams | None = None) -> stripe.ListObject[stripe.billing.CreditBalanceTransaction]: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.billing.CreditBalanceTransactionRetrieveParams | None = None) -> stripe.billing.CreditBalanceTransaction: ...

class V1BillingCreditGrants(Group):
    """`stripe.v1.billing.credit_grants`"""

    @_listing
    def list(self, params: stripe.params.billing.CreditGrantListParams | None = None) -> stripe.ListObject[stripe.billing.CreditGrant]: ...
    @_activity
    def create(self, params: stripe.params.billing.CreditGrantCreateParams) -> stripe.billing.CreditGrant: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.billing.CreditGrantRetrieveParams | None = None) -> stripe.billing.CreditGrant: ...
    @_activity
    def update(self, id: str, /, params: stripe.params.billing.CreditGrantUpdateParams | None = None) -> stripe.billing.CreditGrant: ...
    @_activity
    def expire(self, id: str, /, params: stripe.params.billing.CreditGrantExpireParams | None = None) -> stripe.billing.CreditGrant: ...
    @_activity
    def void_grant(self, id: str, /, params: stripe.params.billing.CreditGrantVoidGrantParams | None = None) -> stripe.billing.CreditGrant: ...

class V1BillingFeedbackOptions(Group):
    """`stripe.v1.billing.feedback_options`"""

    @_listing
    def list(self, params: stripe.params.billing.FeedbackOptionListParams | None = None) -> stripe.ListObject[stripe.billing.FeedbackOption]: ...
    @_activity
    def create(self, params: stripe.params.billing.FeedbackOptionCreateParams) -> stripe.billing.FeedbackOption: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.billing.FeedbackOptionRetrieveParams | None = None) -> stripe.billing.FeedbackOption: ...
    @_activity
    def update(self, id: str, /, params: stripe.params.billing.FeedbackOptionUpdateParams | None = None) -> stripe.billing.FeedbackOption: ...
    @_activity
    def deactivate(self, id: str, /, params: stripe.params.billing.FeedbackOptionDeactivateParams | None = None) -> stripe.billing.FeedbackOption: ...

class V1BillingMeterEventAdjustments(Group):
    """`stripe.v1.billing.meter_event_adjustments`"""

    @_activity
    def create(self, params: stripe.params.billing.MeterEventAdjustmentCreateParams) -> stripe.billing.MeterEventAdjustment: ...

class V1BillingMeterEvents(Group):
    """`stripe.v1.billing.meter_events`"""

    @_activity
    def create(self, params: stripe.params.billing.MeterEventCreateParams) -> stripe.billing.MeterEvent: ...

class V1BillingMeters(Group):
    """`stripe.v1.billing.meters`"""

    @_listing
    def list(self, params: stripe.params.billing.MeterListParams | None = None) -> stripe.ListObject[stripe.billing.Meter]: ...
    @_activity
    def create(self, params: stripe.params.billing.MeterCreateParams) -> stripe.billing.Meter: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.billing.MeterRetrieveParams | None = None) -> stripe.billing.Meter: ...
    @_activity
    def update(self, id: str, /, params: stripe.params.billing.MeterUpdateParams | None = None) -> stripe.billing.Meter: ...
    @_activity
    def deactivate(self, id: str, /, params: stripe.params.billing.MeterDeactivateParams | None = None) -> stripe.billing.Meter: ...
    @_activity
    def reactivate(self, id: str, /, params: stripe.params.billing.MeterReactivateParams | None = None) -> stripe.billing.Meter: ...
    event_summaries: V1BillingMetersEventSummaries

class V1BillingPortalConfigurations(Group):
    """`stripe.v1.billing_portal.configurations`"""

    @_listing
    def list(self, params: stripe.params.billing_portal.ConfigurationListParams | None = None) -> stripe.ListObject[stripe.billing_portal.Configuration]: ...
    @_activity
    def create(self, params: stripe.params.billing_portal.ConfigurationCreateParams) -> stripe.billing_portal.Configuration: ...
    @_activity
    def retrieve(self, configuration: str, /, params: stripe.params.billing_portal.ConfigurationRetrieveParams | None = None) -> stripe.billing_portal.Configuration: ...
    @_activity
    def update(self, configuration: str, /, params: stripe.params.billing_portal.ConfigurationUpdateParams | None = None) -> stripe.billing_portal.Configuration: ...

class V1BillingPortalSessions(Group):
    """`stripe.v1.billing_portal.sessions`"""

    @_activity
    def create(self, params: stripe.params.billing_portal.SessionCreateParams | None = None) -> stripe.billing_portal.Session: ...

class V1CheckoutSessions(Group):
    """`stripe.v1.checkout.sessions`"""

    @_listing
    def list(self, params: stripe.params.checkout.SessionListParams | None = None) -> stripe.ListObject[stripe.checkout.Session]: ...
    @_activity
    def create(self, params: stripe.params.checkout.SessionCreateParams | None = None) -> stripe.checkout.Session: ...
    @_activity
    def retrieve(self, session: str, /, params: stripe.params.checkout.SessionRetrieveParams | None = None) -> stripe.checkout.Session: ...
    @_activity
    def update(self, session: str, /, params: stripe.params.checkout.SessionUpdateParams | None = None) -> stripe.checkout.Session: ...
    @_activity
    def expire(self, session: str, /, params: stripe.params.checkout.SessionExpireParams | None = None) -> stripe.checkout.Session: ...
    line_items: V1CheckoutSessionsLineItems

class V1ClimateOrders(Group):
    """`stripe.v1.climate.orders`"""

    @_listing
    def list(self, params: stripe.params.climate.OrderListParams | None = None) -> stripe.ListObject[stripe.climate.Order]: ...
    @_activity
    def create(self, params: stripe.params.climate.OrderCreateParams) -> stripe.climate.Order: ...
    @_activity
    def retrieve(self, order: str, /, params: stripe.params.climate.OrderRetrieveParams | None = None) -> stripe.climate.Order: ...
    @_activity
    def update(self, order: str, /, params: stripe.params.climate.OrderUpdateParams | None = None) -> stripe.climate.Order: ...
    @_activity
    def cancel(self, order: str, /, params: stripe.params.climate.OrderCancelParams | None = None) -> stripe.climate.Order: ...

class V1ClimateProducts(Group):
    """`stripe.v1.climate.products`"""

    @_listing
    def list(self, params: stripe.params.climate.ProductListParams | None = None) -> stripe.ListObject[stripe.climate.Product]: ...
    @_activity
    def retrieve(self, product: str, /, params: stripe.params.climate.ProductRetrieveParams | None = None) -> stripe.climate.Product: ...

class V1ClimateSuppliers(Group):
    """`stripe.v1.climate.suppliers`"""

    @_listing
    def list(self, params: stripe.params.climate.SupplierListParams | None = None) -> stripe.ListObject[stripe.climate.Supplier]: ...
    @_activity
    def retrieve(self, supplier: str, /, params: stripe.params.climate.SupplierRetrieveParams | None = None) -> stripe.climate.Supplier: ...

class V1CreditNotesLineItems(Group):
    """`stripe.v1.credit_notes.line_items`"""

    @_listing
    def list(self, credit_note: str, /, params: stripe.params.CreditNoteLineItemListParams | None = None) -> stripe.ListObject[stripe.CreditNoteLineItem]: ...

class V1CreditNotesPreviewLines(Group):
    """`stripe.v1.credit_notes.preview_lines`"""

    @_listing
    def list(self, params: stripe.params.CreditNotePreviewLinesListParams) -> stripe.ListObject[stripe.CreditNoteLineItem]: ...

class V1CustomersBalanceTransactions(Group):
    """`stripe.v1.customers.balance_transactions`"""

    @_listing
    def list(self, customer: str, /, params: stripe.params.CustomerBalanceTransactionListParams | None = None) -> stripe.ListObject[stripe.CustomerBalanceTransaction]: ...
    @_activity
    def create(self, customer: str, /, params: stripe.params.CustomerBalanceTransactionCreateParams) -> stripe.CustomerBalanceTransaction: ...
    @_activity
    def retrieve(self, customer: str, transaction: str, /, params: stripe.params.CustomerBalanceTransactionRetrieveParams | None = None) -> stripe.CustomerBalanceTransaction: ...
    @_activity
    def update(self, customer: str, transaction: str, /, params: stripe.params.CustomerBalanceTransactionUpdateParams | None = None) -> stripe.CustomerBalanceTransaction: ...

class V1CustomersCashBalance(Group):
    """`stripe.v1.customers.cash_balance`"""

    @_activity
    def retrieve(self, customer: str, /, params: stripe.params.CustomerCashBalanceRetrieveParams | None = None) -> stripe.CashBalance: ...
    @_activity
    def update(self, customer: str, /, params: stripe.params.CustomerCashBalanceUpdateParams | None = None) -> stripe.CashBalance: ...

class V1CustomersCashBalanceTransactions(Group):
    """`stripe.v1.customers.cash_balance_transactions`"""

    @_listing
    def list(self, customer: str, /, params: stripe.params.CustomerCashBalanceTransactionListParams | None = None) -> stripe.ListObject[stripe.CustomerCashBalanceTransaction]: ...
    @_activity
    def retrieve(self, customer: str, transaction: str, /, params: stripe.params.CustomerCashBalanceTransactionRetrieveParams | None = None) -> stripe.CustomerCashBalanceTransaction: ...

class V1CustomersFundingInstructions(Group):
    """`stripe.v1.customers.funding_instructions`"""

    @_activity
    def create(self, customer: str, /, params: stripe.params.CustomerFundingInstructionsCreateParams) -> stripe.FundingInstructions: ...

class V1CustomersPaymentMethods(Group):
    """`stripe.v1.customers.payment_methods`"""

    @_listing
    def list(self, customer: str, /, params: stripe.params.CustomerPaymentMethodListParams | None = None) -> stripe.ListObject[stripe.PaymentMethod]: ...
    @_activity
    def retrieve(self, customer: str, payment_method: str, /, params: stripe.params.CustomerPaymentMethodRetrieveParams | None = None) -> stripe.PaymentMethod: ...

class V1CustomersPaymentSources(Group):
    """`stripe.v1.customers.payment_sources`"""

    @_listing
    def list(self, customer: str, /, params: stripe.params.CustomerPaymentSourceListParams | None = None) -> stripe.ListObject[stripe.Account | stripe.BankAccount | stripe.Card | stripe.Source]: ...
    @_activity
    def create(self, customer: str, /, params: stripe.params.CustomerPaymentSourceCreateParams) -> stripe.Account | stripe.BankAccount | stripe.Card | stripe.Source: ...
    @_activity
    def retrieve(self, customer: str, id: str, /, params: stripe.params.CustomerPaymentSourceRetrieveParams | None = None) -> stripe.Account | stripe.BankAccount | stripe.Card | stripe.Source: ...
    @_activity
    def update(self, customer: str, id: str, /, params: stripe.params.CustomerPaymentSourceUpdateParams | None = None) -> stripe.Account | stripe.BankAccount | stripe.Card | stripe.Source: ...
    @_activity
    def delete(self, customer: str, id: str, /, params: stripe.params.CustomerPaymentSourceDeleteParams | None = None) -> stripe.Account | stripe.BankAccount | stripe.Card | stripe.Source: ...
    @_activity
    def verify(self, customer: str, id: str, /, params: stripe.params.CustomerPaymentSourceVerifyParams | None = None) -> stripe.BankAccount: ...

class V1CustomersTaxIds(Group):
    """`stripe.v1.customers.tax_ids`"""

    @_activity
    def delete(self, customer: str, id: str, /, params: stripe.params.CustomerTaxIdDeleteParams | None = None) -> stripe.TaxId: ...
    @_activity
    def retrieve(self, customer: str, id: str, /, params: stripe.params.CustomerTaxIdRetrieveParams | None = None) -> stripe.TaxId: ...
    @_listing
    def list(self, customer: str, /, params: stripe.params.CustomerTaxIdListParams | None = None) -> stripe.ListObject[stripe.TaxId]: ...
    @_activity
    def create(self, customer: str, /, params: stripe.params.CustomerTaxIdCreateParams) -> stripe.TaxId: ...

class V1EntitlementsActiveEntitlements(Group):
    """`stripe.v1.entitlements.active_entitlements`"""

    @_listing
    def list(self, params: stripe.params.entitlements.ActiveEntitlementListParams) -> stripe.ListObject[stripe.entitlements.ActiveEntitlement]: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.entitlements.ActiveEntitlementRetrieveParams | None = None) -> stripe.entitlements.ActiveEntitlement: ...

class V1EntitlementsFeatures(Group):
    """`stripe.v1.entitlements.features`"""

    @_listing
    def list(self, params: stripe.params.entitlements.FeatureListParams | None = None) -> stripe.ListObject[stripe.entitlements.Feature]: ...
    @_activity
    def create(self, params: stripe.params.entitlements.FeatureCreateParams) -> stripe.entitlements.Feature: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.entitlements.FeatureRetrieveParams | None = None) -> stripe.entitlements.Feature: ...
    @_activity
    def update(self, id: str, /, params: stripe.params.entitlements.FeatureUpdateParams | None = None) -> stripe.entitlements.Feature: ...

class V1FinancialConnectionsAccounts(Group):
    """`stripe.v1.financial_connections.accounts`"""

    @_listing
    def list(self, params: stripe.params.financial_connections.AccountListParams | None = None) -> stripe.ListObject[stripe.financial_connections.Account]: ...
    @_activity
    def retrieve(self, account: str, /, params: stripe.params.financial_connections.AccountRetrieveParams | None = None) -> stripe.financial_connections.Account: ...
    @_activity
    def disconnect(self, account: str, /, params: stripe.params.financial_connections.AccountDisconnectParams | None = None) -> stripe.financial_connections.Account: ...
    @_activity
    def refresh(self, account: str, /, params: stripe.params.financial_connections.AccountRefreshParams) -> stripe.financial_connections.Account: ...
    @_activity
    def subscribe(self, account: str, /, params: stripe.params.financial_connections.AccountSubscribeParams) -> stripe.financial_connections.Account: ...
    @_activity
    def unsubscribe(self, account: str, /, params: stripe.params.financial_connections.AccountUnsubscribeParams) -> stripe.financial_connections.Account: ...
    owners: V1FinancialConnectionsAccountsOwners

class V1FinancialConnectionsSessions(Group):
    """`stripe.v1.financial_connections.sessions`"""

    @_activity
    def retrieve(self, session: str, /, params: stripe.params.financial_connections.SessionRetrieveParams | None = None) -> stripe.financial_connections.Session: ...
    @_activity
    def create(self, params: stripe.params.financial_connections.SessionCreateParams) -> stripe.financial_connections.Session: ...

class V1FinancialConnectionsTransactions(Group):
    """`stripe.v1.financial_connections.transactions`"""

    @_listing
    def list(self, params: stripe.params.financial_connections.TransactionListParams) -> stripe.ListObject[stripe.financial_connections.Transaction]: ...
    @_activity
    def retrieve(self, transaction: str, /, params: stripe.params.financial_connections.TransactionRetrieveParams | None = None) -> stripe.financial_connections.Transaction: ...

class V1ForwardingRequests(Group):
    """`stripe.v1.forwarding.requests`"""

    @_listing
    def list(self, params: stripe.params.forwarding.RequestListParams | None = None) -> stripe.ListObject[stripe.forwarding.Request]: ...
    @_activity
    def create(self, params: stripe.params.forwarding.RequestCreateParams) -> stripe.forwarding.Request: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.forwarding.RequestRetrieveParams | None = None) -> stripe.forwarding.Request: ...

class V1IdentityVerificationReports(Group):
    """`stripe.v1.identity.verification_reports`"""

    @_listing
    def list(self, params: stripe.params.identity.VerificationReportListParams | None = None) -> stripe.ListObject[stripe.identity.VerificationReport]: ...
    @_activity
    def retrieve(self, report: str, /, params: stripe.params.identity.VerificationReportRetrieveParams | None = None) -> stripe.identity.VerificationReport: ...

class V1IdentityVerificationSessions(Group):
    """`stripe.v1.identity.verification_sessions`"""

    @_listing
    def list(self, params: stripe.params.identity.VerificationSessionListParams | None = None) -> stripe.ListObject[stripe.identity.VerificationSession]: ...
    @_activity
    def create(self, params: stripe.params.identity.VerificationSessionCreateParams | None = None) -> stripe.identity.VerificationSession: ...
    @_activity
    def retrieve(self, session: str, /, params: stripe.params.identity.VerificationSessionRetrieveParams | None = None) -> stripe.identity.VerificationSession: ...
    @_activity
    def update(self, session: str, /, params: stripe.params.identity.VerificationSessionUpdateParams | None = None) -> stripe.identity.VerificationSession: ...
    @_activity
    def cancel(self, session: str, /, params: stripe.params.identity.VerificationSessionCancelParams | None = None) -> stripe.identity.VerificationSession: ...
    @_activity
    def redact(self, session: str, /, params: stripe.params.identity.VerificationSessionRedactParams | None = None) -> stripe.identity.VerificationSession: ...

class V1InvoicesLineItems(Group):
    """`stripe.v1.invoices.line_items`"""

    @_listing
    def list(self, invoice: str, /, params: stripe.params.InvoiceLineItemListParams | None = None) -> stripe.ListObject[stripe.InvoiceLineItem]: ...
    @_activity
    def update(self, invoice: str, line_item_id: str, /, params: stripe.params.InvoiceLineItemUpdateParams | None = None) -> stripe.InvoiceLineItem: ...

class V1IssuingAuthorizations(Group):
    """`stripe.v1.issuing.authorizations`"""

    @_listing
    def list(self, params: stripe.params.issuing.AuthorizationListParams | None = None) -> stripe.ListObject[stripe.issuing.Authorization]: ...
    @_activity
    def retrieve(self, authorization: str, /, params: stripe.params.issuing.AuthorizationRetrieveParams | None = None) -> stripe.issuing.Authorization: ...
    @_activity
    def update(self, authorization: str, /, params: stripe.params.issuing.AuthorizationUpdateParams | None = None) -> stripe.issuing.Authorization: ...
    @_activity
    def approve(self, authorization: str, /, params: stripe.params.issuing.AuthorizationApproveParams | None = None) -> stripe.issuing.Authorization: ...
    @_activity
    def decline(self, authorization: str, /, params: stripe.params.issuing.AuthorizationDeclineParams | None = None) -> stripe.issuing.Authorization: ...

class V1IssuingCardholders(Group):
    """`stripe.v1.issuing.cardholders`"""

    @_listing
    def list(self, params: stripe.params.issuing.CardholderListParams | None = None) -> stripe.ListObject[stripe.issuing.Cardholder]: ...
    @_activity
    def create(self, params: stripe.params.issuing.CardholderCreateParams) -> stripe.issuing.Cardholder: ...
    @_activity
    def retrieve(self, cardholder: str, /, params: stripe.params.issuing.CardholderRetrieveParams | None = None) -> stripe.issuing.Cardholder: ...
    @_activity
    def update(self, cardholder: str, /, params: stripe.params.issuing.CardholderUpdateParams | None = None) -> stripe.issuing.Cardholder: ...

class V1IssuingCards(Group):
    """`stripe.v1.issuing.cards`"""

    @_listing
    def list(self, params: stripe.params.issuing.CardListParams | None = None) -> stripe.ListObject[stripe.issuing.Card]: ...
    @_activity
    def create(self, params: stripe.params.issuing.CardCreateParams) -> stripe.issuing.Card: ...
    @_activity
    def retrieve(self, card: str, /, params: stripe.params.issuing.CardRetrieveParams | None = None) -> stripe.issuing.Card: ...
    @_activity
    def update(self, card: str, /, params: stripe.params.issuing.CardUpdateParams | None = None) -> stripe.issuing.Card: ...

class V1IssuingDisputes(Group):
    """`stripe.v1.issuing.disputes`"""

    @_listing
    def list(self, params: stripe.params.issuing.DisputeListParams | None = None) -> stripe.ListObject[stripe.issuing.Dispute]: ...
    @_activity
    def create(self, params: stripe.params.issuing.DisputeCreateParams | None = None) -> stripe.issuing.Dispute: ...
    @_activity
    def retrieve(self, dispute: str, /, params: stripe.params.issuing.DisputeRetrieveParams | None = None) -> stripe.issuing.Dispute: ...
    @_activity
    def update(self, dispute: str, /, params: stripe.params.issuing.DisputeUpdateParams | None = None) -> stripe.issuing.Dispute: ...
    @_activity
    def submit(self, dispute: str, /, params: stripe.params.issuing.DisputeSubmitParams | None = None) -> stripe.issuing.Dispute: ...

class V1IssuingPersonalizationDesigns(Group):
    """`stripe.v1.issuing.personalization_designs`"""

    @_listing
    def list(self, params: stripe.params.issuing.PersonalizationDesignListParams | None = None) -> stripe.ListObject[stripe.issuing.PersonalizationDesign]: ...
    @_activity
    def create(self, params: stripe.params.issuing.PersonalizationDesignCreateParams) -> stripe.issuing.PersonalizationDesign: ...
    @_activity
    def retrieve(self, personalization_design: str, /, params: stripe.params.issuing.PersonalizationDesignRetrieveParams | None = None) -> stripe.issuing.PersonalizationDesign: ...
    @_activity
    def update(self, personalization_design: str, /, params: stripe.params.issuing.PersonalizationDesignUpdateParams | None = None) -> stripe.issuing.PersonalizationDesign: ...

class V1IssuingPhysicalBundles(Group):
    """`stripe.v1.issuing.physical_bundles`"""

    @_listing
    def list(self, params: stripe.params.issuing.PhysicalBundleListParams | None = None) -> stripe.ListObject[stripe.issuing.PhysicalBundle]: ...
    @_activity
    def retrieve(self, physical_bundle: str, /, params: stripe.params.issuing.PhysicalBundleRetrieveParams | None = None) -> stripe.issuing.PhysicalBundle: ...

class V1IssuingTokens(Group):
    """`stripe.v1.issuing.tokens`"""

    @_listing
    def list(self, params: stripe.params.issuing.TokenListParams) -> stripe.ListObject[stripe.issuing.Token]: ...
    @_activity
    def retrieve(self, token: str, /, params: stripe.params.issuing.TokenRetrieveParams | None = None) -> stripe.issuing.Token: ...
    @_activity
    def update(self, token: str, /, params: stripe.params.issuing.TokenUpdateParams) -> stripe.issuing.Token: ...

class V1IssuingTransactions(Group):
    """`stripe.v1.issuing.transactions`"""

    @_listing
    def list(self, params: stripe.params.issuing.TransactionListParams | None = None) -> stripe.ListObject[stripe.issuing.Transaction]: ...
    @_activity
    def retrieve(self, transaction: str, /, params: stripe.params.issuing.TransactionRetrieveParams | None = None) -> stripe.issuing.Transaction: ...
    @_activity
    def update(self, transaction: str, /, params: stripe.params.issuing.TransactionUpdateParams | None = None) -> stripe.issuing.Transaction: ...

class V1PaymentIntentsAmountDetailsLineItems(Group):
    """`stripe.v1.payment_intents.amount_details_line_items`"""

    @_listing
    def list(self, intent: str, /, params: stripe.params.PaymentIntentAmountDetailsLineItemListParams | None = None) -> stripe.ListObject[stripe.PaymentIntentAmountDetailsLineItem]: ...

class V1PaymentLinksLineItems(Group):
    """`stripe.v1.payment_links.line_items`"""

    @_listing
    def list(self, payment_link: str, /, params: stripe.params.PaymentLinkLineItemListParams | None = None) -> stripe.ListObject[stripe.LineItem]: ...

class V1ProductCatalogTrialOffers(Group):
    """`stripe.v1.product_catalog.trial_offers`"""

    @_listing
    def list(self, params: stripe.params.product_catalog.TrialOfferListParams | None = None) -> stripe.ListObject[stripe.product_catalog.TrialOffer]: ...
    @_activity
    def create(self, params: stripe.params.product_catalog.TrialOfferCreateParams) -> stripe.product_catalog.TrialOffer: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.product_catalog.TrialOfferRetrieveParams | None = None) -> stripe.product_catalog.TrialOffer: ...
    @_activity
    def update(self, id: str, /, params: stripe.params.product_catalog.TrialOfferUpdateParams | None = None) -> stripe.product_catalog.TrialOffer: ...

class V1ProductsFeatures(Group):
    """`stripe.v1.products.features`"""

    @_activity
    def delete(self, product: str, id: str, /, params: stripe.params.ProductFeatureDeleteParams | None = None) -> stripe.ProductFeature: ...
    @_activity
    def retrieve(self, product: str, id: str, /, params: stripe.params.ProductFeatureRetrieveParams | None = None) -> stripe.ProductFeature: ...
    @_listing
    def list(self, product: str, /, params: stripe.params.ProductFeatureListParams | None = None) -> stripe.ListObject[stripe.ProductFeature]: ...
    @_activity
    def create(self, product: str, /, params: stripe.params.ProductFeatureCreateParams) -> stripe.ProductFeature: ...

class V1QuotesComputedUpfrontLineItems(Group):
    """`stripe.v1.quotes.computed_upfront_line_items`"""

    @_listing
    def list(self, quote: str, /, params: stripe.params.QuoteComputedUpfrontLineItemsListParams | None = None) -> stripe.ListObject[stripe.LineItem]: ...

class V1QuotesLineItems(Group):
    """`stripe.v1.quotes.line_items`"""

    @_listing
    def list(self, quote: str, /, params: stripe.params.QuoteLineItemListParams | None = None) -> stripe.ListObject[stripe.LineItem]: ...

class V1RadarEarlyFraudWarnings(Group):
    """`stripe.v1.radar.early_fraud_warnings`"""

    @_listing
    def list(self, params: stripe.params.radar.EarlyFraudWarningListParams | None = None) -> stripe.ListObject[stripe.radar.EarlyFraudWarning]: ...
    @_activity
    def retrieve(self, early_fraud_warning: str, /, params: stripe.params.radar.EarlyFraudWarningRetrieveParams | None = None) -> stripe.radar.EarlyFraudWarning: ...

class V1RadarPaymentEvaluations(Group):
    """`stripe.v1.radar.payment_evaluations`"""

    @_activity
    def create(self, params: stripe.params.radar.PaymentEvaluationCreateParams) -> stripe.radar.PaymentEvaluation: ...

class V1RadarValueListItems(Group):
    """`stripe.v1.radar.value_list_items`"""

    @_activity
    def delete(self, item: str, /, params: stripe.params.radar.ValueListItemDeleteParams | None = None) -> stripe.radar.ValueListItem: ...
    @_activity
    def retrieve(self, item: str, /, params: stripe.params.radar.ValueListItemRetrieveParams | None = None) -> stripe.radar.ValueListItem: ...
    @_listing
    def list(self, params: stripe.params.radar.ValueListItemListParams) -> stripe.ListObject[stripe.radar.ValueListItem]: ...
    @_activity
    def create(self, params: stripe.params.radar.ValueListItemCreateParams) -> stripe.radar.ValueListItem: ...

class V1RadarValueLists(Group):
    """`stripe.v1.radar.value_lists`"""

    @_activity
    def delete(self, value_list: str, /, params: stripe.params.radar.ValueListDeleteParams | None = None) -> stripe.radar.ValueList: ...
    @_activity
    def retrieve(self, value_list: str, /, params: stripe.params.radar.ValueListRetrieveParams | None = None) -> stripe.radar.ValueList: ...
    @_activity
    def update(self, value_list: str, /, params: stripe.params.radar.ValueListUpdateParams | None = None) -> stripe.radar.ValueList: ...
    @_listing
    def list(self, params: stripe.params.radar.ValueListListParams | None = None) -> stripe.ListObject[stripe.radar.ValueList]: ...
    @_activity
    def create(self, params: stripe.params.radar.ValueListCreateParams) -> stripe.radar.ValueList: ...

class V1ReportingReportRuns(Group):
    """`stripe.v1.reporting.report_runs`"""

    @_listing
    def list(self, params: stripe.params.reporting.ReportRunListParams | None = None) -> stripe.ListObject[stripe.reporting.ReportRun]: ...
    @_activity
    def create(self, params: stripe.params.reporting.ReportRunCreateParams) -> stripe.reporting.ReportRun: ...
    @_activity
    def retrieve(self, report_run: str, /, params: stripe.params.reporting.ReportRunRetrieveParams | None = None) -> stripe.reporting.ReportRun: ...

class V1ReportingReportTypes(Group):
    """`stripe.v1.reporting.report_types`"""

    @_listing
    def list(self, params: stripe.params.reporting.ReportTypeListParams | None = None) -> stripe.ListObject[stripe.reporting.ReportType]: ...
    @_activity
    def retrieve(self, report_type: str, /, params: stripe.params.reporting.ReportTypeRetrieveParams | None = None) -> stripe.reporting.ReportType: ...

class V1SigmaScheduledQueryRuns(Group):
    """`stripe.v1.sigma.scheduled_query_runs`"""

    @_listing
    def list(self, params: stripe.params.sigma.ScheduledQueryRunListParams | None = None) -> stripe.ListObject[stripe.sigma.ScheduledQueryRun]: ...
    @_activity
    def retrieve(self, scheduled_query_run: str, /, params: stripe.params.sigma.ScheduledQueryRunRetrieveParams | None = None) -> stripe.sigma.ScheduledQueryRun: ...

class V1SourcesTransactions(Group):
    """`stripe.v1.sources.transactions`"""

    @_listing
    def list(self, source: str, /, params: stripe.params.SourceTransactionListParams | None = None) -> stripe.ListObject[stripe.SourceTransaction]: ...

class V1TaxAssociations(Group):
    """`stripe.v1.tax.associations`"""

    @_activity
    def find(self, params: stripe.params.tax.AssociationFindParams) -> stripe.tax.Association: ...

class V1TaxCalculations(Group):
    """`stripe.v1.tax.calculations`"""

    @_activity
    def retrieve(self, calculation: str, /, params: stripe.params.tax.CalculationRetrieveParams | None = None) -> stripe.tax.Calculation: ...
    @_activity
    def create(self, params: stripe.params.tax.CalculationCreateParams) -> stripe.tax.Calculation: ...
    line_items: V1TaxCalculationsLineItems

class V1TaxLocations(Group):
    """`stripe.v1.tax.locations`"""

    @_listing
    def list(self, params: stripe.params.tax.LocationListParams) -> stripe.ListObject[stripe.tax.Location]: ...
    @_activity
    def create(self, params: stripe.params.tax.LocationCreateParams) -> stripe.tax.Location: ...
    @_activity
    def retrieve(self, location: str, /, params: stripe.params.tax.LocationRetrieveParams | None = None) -> stripe.tax.Location: ...

class V1TaxRegistrations(Group):
    """`stripe.v1.tax.registrations`"""

    @_listing
    def list(self, params: stripe.params.tax.RegistrationListParams | None = None) -> stripe.ListObject[stripe.tax.Registration]: ...
    @_activity
    def create(self, params: stripe.params.tax.RegistrationCreateParams) -> stripe.tax.Registration: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.tax.RegistrationRetrieveParams | None = None) -> stripe.tax.Registration: ...
    @_activity
    def update(self, id: str, /, params: stripe.params.tax.RegistrationUpdateParams | None = None) -> stripe.tax.Registration: ...

class V1TaxSettings(Group):
    """`stripe.v1.tax.settings`"""

    @_activity
    def retrieve(self, params: stripe.params.tax.SettingsRetrieveParams | None = None) -> stripe.tax.Settings: ...
    @_activity
    def update(self, params: stripe.params.tax.SettingsUpdateParams | None = None) -> stripe.tax.Settings: ...

class V1TaxTransactions(Group):
    """`stripe.v1.tax.transactions`"""

    @_activity
    def retrieve(self, transaction: str, /, params: stripe.params.tax.TransactionRetrieveParams | None = None) -> stripe.tax.Transaction: ...
    @_activity
    def create_from_calculation(self, params: stripe.params.tax.TransactionCreateFromCalculationParams) -> stripe.tax.Transaction: ...
    @_activity
    def create_reversal(self, params: stripe.params.tax.TransactionCreateReversalParams) -> stripe.tax.Transaction: ...
    line_items: V1TaxTransactionsLineItems

class V1TerminalConfigurations(Group):
    """`stripe.v1.terminal.configurations`"""

    @_activity
    def delete(self, configuration: str, /, params: stripe.params.terminal.ConfigurationDeleteParams | None = None) -> stripe.terminal.Configuration: ...
    @_activity
    def retrieve(self, configuration: str, /, params: stripe.params.terminal.ConfigurationRetrieveParams | None = None) -> stripe.terminal.Configuration: ...
    @_activity
    def update(self, configuration: str, /, params: stripe.params.terminal.ConfigurationUpdateParams | None = None) -> stripe.terminal.Configuration: ...
    @_listing
    def list(self, params: stripe.params.terminal.ConfigurationListParams | None = None) -> stripe.ListObject[stripe.terminal.Configuration]: ...
    @_activity
    def create(self, params: stripe.params.terminal.ConfigurationCreateParams | None = None) -> stripe.terminal.Configuration: ...

class V1TerminalConnectionTokens(Group):
    """`stripe.v1.terminal.connection_tokens`"""

    @_activity
    def create(self, params: stripe.params.terminal.ConnectionTokenCreateParams | None = None) -> stripe.terminal.ConnectionToken: ...

class V1TerminalLocations(Group):
    """`stripe.v1.terminal.locations`"""

    @_activity
    def delete(self, location: str, /, params: stripe.params.terminal.LocationDeleteParams | None = None) -> stripe.terminal.Location: ...
    @_activity
    def retrieve(self, location: str, /, params: stripe.params.terminal.LocationRetrieveParams | None = None) -> stripe.terminal.Location: ...
    @_activity
    def update(self, location: str, /, params: stripe.params.terminal.LocationUpdateParams | None = None) -> stripe.terminal.Location: ...
    @_listing
    def list(self, params: stripe.params.terminal.LocationListParams | None = None) -> stripe.ListObject[stripe.terminal.Location]: ...
    @_activity
    def create(self, params: stripe.params.terminal.LocationCreateParams | None = None) -> stripe.terminal.Location: ...

class V1TerminalOnboardingLinks(Group):
    """`stripe.v1.terminal.onboarding_links`"""

    @_activity
    def create(self, params: stripe.params.terminal.OnboardingLinkCreateParams) -> stripe.terminal.OnboardingLink: ...

class V1TerminalReaders(Group):
    """`stripe.v1.terminal.readers`"""

    @_activity
    def delete(self, reader: str, /, params: stripe.params.terminal.ReaderDeleteParams | None = None) -> stripe.terminal.Reader: ...
    @_activity
    def retrieve(self, reader: str, /, params: stripe.params.terminal.ReaderRetrieveParams | None = None) -> stripe.terminal.Reader: ...
    @_activity
    def update(self, reader: str, /, params: stripe.params.terminal.ReaderUpdateParams | None = None) -> stripe.terminal.Reader: ...
    @_listing
    def list(self, params: stripe.params.terminal.ReaderListParams | None = None) -> stripe.ListObject[stripe.terminal.Reader]: ...
    @_activity
    def create(self, params: stripe.params.terminal.ReaderCreateParams) -> stripe.terminal.Reader: ...
    @_activity
    def cancel_action(self, reader: str, /, params: stripe.params.terminal.ReaderCancelActionParams | None = None) -> stripe.terminal.Reader: ...
    @_activity
    def collect_inputs(self, reader: str, /, params: stripe.params.terminal.ReaderCollectInputsParams) -> stripe.terminal.Reader: ...
    @_activity
    def collect_payment_method(self, reader: str, /, params: stripe.params.terminal.ReaderCollectPaymentMethodParams) -> stripe.terminal.Reader: ...
    @_activity
    def confirm_payment_intent(self, reader: str, /, params: stripe.params.terminal.ReaderConfirmPaymentIntentParams) -> stripe.terminal.Reader: ...
    @_activity
    def process_payment_intent(self, reader: str, /, params: stripe.params.terminal.ReaderProcessPaymentIntentParams) -> stripe.terminal.Reader: ...
    @_activity
    def process_setup_intent(self, reader: str, /, params: stripe.params.terminal.ReaderProcessSetupIntentParams) -> stripe.terminal.Reader: ...
    @_activity
    def refund_payment(self, reader: str, /, params: stripe.params.terminal.ReaderRefundPaymentParams | None = None) -> stripe.terminal.Reader: ...
    @_activity
    def set_reader_display(self, reader: str, /, params: stripe.params.terminal.ReaderSetReaderDisplayParams) -> stripe.terminal.Reader: ...

class V1TestHelpersConfirmationTokens(Group):
    """`stripe.v1.test_helpers.confirmation_tokens`"""

    @_activity
    def create(self, params: stripe.params.test_helpers.ConfirmationTokenCreateParams | None = None) -> stripe.ConfirmationToken: ...

class V1TestHelpersCustomers(Group):
    """`stripe.v1.test_helpers.customers`"""

    @_activity
    def fund_cash_balance(self, customer: str, /, params: stripe.params.test_helpers.CustomerFundCashBalanceParams) -> stripe.CustomerCashBalanceTransaction: ...

class V1TestHelpersIssuing(Group):
    """`stripe.v1.test_helpers.issuing`"""

    authorizations: V1TestHelpersIssuingAuthorizations
    cards: V1TestHelpersIssuingCards
    personalization_designs: V1TestHelpersIssuingPersonalizationDesigns
    transactions: V1TestHelpersIssuingTransactions

class V1TestHelpersRefunds(Group):
    """`stripe.v1.test_helpers.refunds`"""

    @_activity
    def expire(self, refund: str, /, params: stripe.params.test_helpers.RefundExpireParams | None = None) -> stripe.Refund: ...

class V1TestHelpersTerminal(Group):
    """`stripe.v1.test_helpers.terminal`"""

    readers: V1TestHelpersTerminalReaders

class V1TestHelpersTestClocks(Group):
    """`stripe.v1.test_helpers.test_clocks`"""

    @_activity
    def delete(self, test_clock: str, /, params: stripe.params.test_helpers.TestClockDeleteParams | None = None) -> stripe.test_helpers.TestClock: ...
    @_activity
    def retrieve(self, test_clock: str, /, params: stripe.params.test_helpers.TestClockRetrieveParams | None = None) -> stripe.test_helpers.TestClock: ...
    @_listing
    def list(self, params: stripe.params.test_helpers.TestClockListParams | None = None) -> stripe.ListObject[stripe.test_helpers.TestClock]: ...
    @_activity
    def create(self, params: stripe.params.test_helpers.TestClockCreateParams) -> stripe.test_helpers.TestClock: ...
    @_activity
    def advance(self, test_clock: str, /, params: stripe.params.test_helpers.TestClockAdvanceParams) -> stripe.test_helpers.TestClock: ...

class V1TestHelpersTreasury(Group):
    """`stripe.v1.test_helpers.treasury`"""

    inbound_transfers: V1TestHelpersTreasuryInboundTransfers
    outbound_payments: V1TestHelpersTreasuryOutboundPayments
    outbound_transfers: V1TestHelpersTreasuryOutboundTransfers
    received_credits: V1TestHelpersTreasuryReceivedCredits
    received_debits: V1TestHelpersTreasuryReceivedDebits

class V1ThreeDSecureAuthentications(Group):
    """`stripe.v1.three_d_secure.authentications`"""

    @_listing
    def list(self, params: stripe.params.three_d_secure.AuthenticationListParams | None = None) -> stripe.ListObject[stripe.three_d_secure.Authentication]: ...
    @_activity
    def create(self, params: stripe.params.three_d_secure.AuthenticationCreateParams) -> stripe.three_d_secure.Authentication: ...
    @_activity
    def retrieve(self, authentication: str, /, params: stripe.params.three_d_secure.AuthenticationRetrieveParams | None = None) -> stripe.three_d_secure.Authentication: ...
    @_activity
    def cancel(self, authentication: str, /, params: stripe.params.three_d_secure.AuthenticationCancelParams | None = None) -> stripe.three_d_secure.Authentication: ...
    @_activity
    def submit(self, authentication: str, /, params: stripe.params.three_d_secure.AuthenticationSubmitParams | None = None) -> stripe.three_d_secure.Authentication: ...

class V1TransfersReversals(Group):
    """`stripe.v1.transfers.reversals`"""

    @_listing
    def list(self, id: str, /, params: stripe.params.TransferReversalListParams | None = None) -> stripe.ListObject[stripe.TransferReversal]: ...
    @_activity
    def create(self, id: str, /, params: stripe.params.TransferReversalCreateParams | None = None) -> stripe.TransferReversal: ...
    @_activity
    def retrieve(self, transfer: str, id: str, /, params: stripe.params.TransferReversalRetrieveParams | None = None) -> stripe.TransferReversal: ...
    @_activity
    def update(self, transfer: str, id: str, /, params: stripe.params.TransferReversalUpdateParams | None = None) -> stripe.TransferReversal: ...

class V1TreasuryCreditReversals(Group):
    """`stripe.v1.treasury.credit_reversals`"""

    @_listing
    def list(self, params: stripe.params.treasury.CreditReversalListParams) -> stripe.ListObject[stripe.treasury.CreditReversal]: ...
    @_activity
    def create(self, params: stripe.params.treasury.CreditReversalCreateParams) -> stripe.treasury.CreditReversal: ...
    @_activity
    def retrieve(self, credit_reversal: str, /, params: stripe.params.treasury.CreditReversalRetrieveParams | None = None) -> stripe.treasury.CreditReversal: ...

class V1TreasuryDebitReversals(Group):
    """`stripe.v1.treasury.debit_reversals`"""

    @_listing
    def list(self, params: stripe.params.treasury.DebitReversalListParams) -> stripe.ListObject[stripe.treasury.DebitReversal]: ...
    @_activity
    def create(self, params: stripe.params.treasury.DebitReversalCreateParams) -> stripe.treasury.DebitReversal: ...
    @_activity
    def retrieve(self, debit_reversal: str, /, params: stripe.params.treasury.DebitReversalRetrieveParams | None = None) -> stripe.treasury.DebitReversal: ...

class V1TreasuryFinancialAccounts(Group):
    """`stripe.v1.treasury.financial_accounts`"""

    @_listing
    def list(self, params: stripe.params.treasury.FinancialAccountListParams | None = None) -> stripe.ListObject[stripe.treasury.FinancialAccount]: ...
    @_activity
    def create(self, params: stripe.params.treasury.FinancialAccountCreateParams) -> stripe.treasury.FinancialAccount: ...
    @_activity
    def retrieve(self, financial_account: str, /, params: stripe.params.treasury.FinancialAccountRetrieveParams | None = None) -> stripe.treasury.FinancialAccount: ...
    @_activity
    def update(self, financial_account: str, /, params: stripe.params.treasury.FinancialAccountUpdateParams | None = None) -> stripe.treasury.FinancialAccount: ...
    @_activity
    def close(self, financial_account: str, /, params: stripe.params.treasury.FinancialAccountCloseParams | None = None) -> stripe.treasury.FinancialAccount: ...
    features: V1TreasuryFinancialAccountsFeatures

class V1TreasuryInboundTransfers(Group):
    """`stripe.v1.treasury.inbound_transfers`"""

    @_listing
    def list(self, params: stripe.params.treasury.InboundTransferListParams) -> stripe.ListObject[stripe.treasury.InboundTransfer]: ...
    @_activity
    def create(self, params: stripe.params.treasury.InboundTransferCreateParams) -> stripe.treasury.InboundTransfer: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.treasury.InboundTransferRetrieveParams | None = None) -> stripe.treasury.InboundTransfer: ...
    @_activity
    def cancel(self, inbound_transfer: str, /, params: stripe.params.treasury.InboundTransferCancelParams | None = None) -> stripe.treasury.InboundTransfer: ...

class V1TreasuryOutboundPayments(Group):
    """`stripe.v1.treasury.outbound_payments`"""

    @_listing
    def list(self, params: stripe.params.treasury.OutboundPaymentListParams) -> stripe.ListObject[stripe.treasury.OutboundPayment]: ...
    @_activity
    def create(self, params: stripe.params.treasury.OutboundPaymentCreateParams) -> stripe.treasury.OutboundPayment: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.treasury.OutboundPaymentRetrieveParams | None = None) -> stripe.treasury.OutboundPayment: ...
    @_activity
    def cancel(self, id: str, /, params: stripe.params.treasury.OutboundPaymentCancelParams | None = None) -> stripe.treasury.OutboundPayment: ...

class V1TreasuryOutboundTransfers(Group):
    """`stripe.v1.treasury.outbound_transfers`"""

    @_listing
    def list(self, params: stripe.params.treasury.OutboundTransferListParams) -> stripe.ListObject[stripe.treasury.OutboundTransfer]: ...
    @_activity
    def create(self, params: stripe.params.treasury.OutboundTransferCreateParams) -> stripe.treasury.OutboundTransfer: ...
    @_activity
    def retrieve(self, outbound_transfer: str, /, params: stripe.params.treasury.OutboundTransferRetrieveParams | None = None) -> stripe.treasury.OutboundTransfer: ...
    @_activity
    def cancel(self, outbound_transfer: str, /, params: stripe.params.treasury.OutboundTransferCancelParams | None = None) -> stripe.treasury.OutboundTransfer: ...

class V1TreasuryReceivedCredits(Group):
    """`stripe.v1.treasury.received_credits`"""

    @_listing
    def list(self, params: stripe.params.treasury.ReceivedCreditListParams) -> stripe.ListObject[stripe.treasury.ReceivedCredit]: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.treasury.ReceivedCreditRetrieveParams | None = None) -> stripe.treasury.ReceivedCredit: ...

class V1TreasuryReceivedDebits(Group):
    """`stripe.v1.treasury.received_debits`"""

    @_listing
    def list(self, params: stripe.params.treasury.ReceivedDebitListParams) -> stripe.ListObject[stripe.treasury.ReceivedDebit]: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.treasury.ReceivedDebitRetrieveParams | None = None) -> stripe.treasury.ReceivedDebit: ...

class V1TreasuryTransactionEntries(Group):
    """`stripe.v1.treasury.transaction_entries`"""

    @_listing
    def list(self, params: stripe.params.treasury.TransactionEntryListParams) -> stripe.ListObject[stripe.treasury.TransactionEntry]: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.treasury.TransactionEntryRetrieveParams | None = None) -> stripe.treasury.TransactionEntry: ...

class V1TreasuryTransactions(Group):
    """`stripe.v1.treasury.transactions`"""

    @_listing
    def list(self, params: stripe.params.treasury.TransactionListParams) -> stripe.ListObject[stripe.treasury.Transaction]: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.treasury.TransactionRetrieveParams | None = None) -> stripe.treasury.Transaction: ...

class V2BillingMeterEventAdjustments(Group):
    """`stripe.v2.billing.meter_event_adjustments`"""

    @_activity
    def create(self, params: stripe.params.v2.billing.MeterEventAdjustmentCreateParams) -> stripe.v2.billing.MeterEventAdjustment: ...

class V2BillingMeterEventSession(Group):
    """`stripe.v2.billing.meter_event_session`"""

    @_activity
    def create(self, params: stripe.params.v2.billing.MeterEventSessionCreateParams | None = None) -> stripe.v2.billing.MeterEventSession: ...

class V2BillingMeterEventStream(Group):
    """`stripe.v2.billing.meter_event_stream`"""

    @_activity
    def create(self, params: stripe.params.v2.billing.MeterEventStreamCreateParams) -> None: ...

class V2BillingMeterEvents(Group):
    """`stripe.v2.billing.meter_events`"""

    @_activity
    def create(self, params: stripe.params.v2.billing.MeterEventCreateParams) -> stripe.v2.billing.MeterEvent: ...

class V2CommerceProductCatalog(Group):
    """`stripe.v2.commerce.product_catalog`"""

    imports: V2CommerceProductCatalogImports

class V2CoreAccountLinks(Group):
    """`stripe.v2.core.account_links`"""

    @_activity
    def create(self, params: stripe.params.v2.core.AccountLinkCreateParams) -> stripe.v2.core.AccountLink: ...

class V2CoreAccountTokens(Group):
    """`stripe.v2.core.account_tokens`"""

    @_activity
    def create(self, params: stripe.params.v2.core.AccountTokenCreateParams | None = None) -> stripe.v2.core.AccountToken: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.v2.core.AccountTokenRetrieveParams | None = None) -> stripe.v2.core.AccountToken: ...

class V2CoreAccounts(Group):
    """`stripe.v2.core.accounts`"""

    @_listing
    def list(self, params: stripe.params.v2.core.AccountListParams | None = None) -> stripe.v2.ListObject[stripe.v2.core.Account]: ...
    @_activity
    def create(self, params: stripe.params.v2.core.AccountCreateParams | None = None) -> stripe.v2.core.Account: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.v2.core.AccountRetrieveParams | None = None) -> stripe.v2.core.Account: ...
    @_activity
    def update(self, id: str, /, params: stripe.params.v2.core.AccountUpdateParams | None = None) -> stripe.v2.core.Account: ...
    @_activity
    def close(self, id: str, /, params: stripe.params.v2.core.AccountCloseParams | None = None) -> stripe.v2.core.Account: ...
    person_tokens: V2CoreAccountsPersonTokens
    persons: V2CoreAccountsPersons

class V2CoreEventDestinations(Group):
    """`stripe.v2.core.event_destinations`"""

    @_listing
    def list(self, params: stripe.params.v2.core.EventDestinationListParams | None = None) -> stripe.v2.ListObject[stripe.v2.core.EventDestination]: ...
    @_activity
    def create(self, params: stripe.params.v2.core.EventDestinationCreateParams) -> stripe.v2.core.EventDestination: ...
    @_activity
    def delete(self, id: str, /, params: stripe.params.v2.core.EventDestinationDeleteParams | None = None) -> stripe.v2.DeletedObject: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.v2.core.EventDestinationRetrieveParams | None = None) -> stripe.v2.core.EventDestination: ...
    @_activity
    def update(self, id: str, /, params: stripe.params.v2.core.EventDestinationUpdateParams | None = None) -> stripe.v2.core.EventDestination: ...
    @_activity
    def disable(self, id: str, /, params: stripe.params.v2.core.EventDestinationDisableParams | None = None) -> stripe.v2.core.EventDestination: ...
    @_activity
    def enable(self, id: str, /, params: stripe.params.v2.core.EventDestinationEnableParams | None = None) -> stripe.v2.core.EventDestination: ...
    @_activity
    def ping(self, id: str, /, params: stripe.params.v2.core.EventDestinationPingParams | None = None) -> stripe.v2.core.Event: ...

class V2CoreEvents(Group):
    """`stripe.v2.core.events`"""

    @_listing
    def list(self, params: stripe.params.v2.core.EventListParams | None = None) -> stripe.v2.ListObject[stripe.v2.core.Event]: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.v2.core.EventRetrieveParams | None = None) -> stripe.v2.core.Event: ...

class V2CoreVault(Group):
    """`stripe.v2.core.vault`"""

    gb_bank_accounts: V2CoreVaultGbBankAccounts
    us_bank_accounts: V2CoreVaultUsBankAccounts

class V2MoneyManagementAdjustments(Group):
    """`stripe.v2.money_management.adjustments`"""

    @_listing
    def list(self, params: stripe.params.v2.money_management.AdjustmentListParams | None = None) -> stripe.v2.ListObject[stripe.v2.money_management.Adjustment]: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.v2.money_management.AdjustmentRetrieveParams | None = None) -> stripe.v2.money_management.Adjustment: ...

class V2MoneyManagementFinancialAccounts(Group):
    """`stripe.v2.money_management.financial_accounts`"""

    @_listing
    def list(self, params: stripe.params.v2.money_management.FinancialAccountListParams | None = None) -> stripe.v2.ListObject[stripe.v2.money_management.FinancialAccount]: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.v2.money_management.FinancialAccountRetrieveParams | None = None) -> stripe.v2.money_management.FinancialAccount: ...
    @_activity
    def update(self, id: str, /, params: stripe.params.v2.money_management.FinancialAccountUpdateParams | None = None) -> stripe.v2.money_management.FinancialAccount: ...

class V2MoneyManagementFinancialAddresses(Group):
    """`stripe.v2.money_management.financial_addresses`"""

    @_listing
    def list(self, params: stripe.params.v2.money_management.FinancialAddressListParams | None = None) -> stripe.v2.ListObject[stripe.v2.money_management.FinancialAddress]: ...
    @_activity
    def create(self, params: stripe.params.v2.money_management.FinancialAddressCreateParams) -> stripe.v2.money_management.FinancialAddress: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.v2.money_management.FinancialAddressRetrieveParams | None = None) -> stripe.v2.money_management.FinancialAddress: ...

class V2MoneyManagementInboundTransfers(Group):
    """`stripe.v2.money_management.inbound_transfers`"""

    @_listing
    def list(self, params: stripe.params.v2.money_management.InboundTransferListParams | None = None) -> stripe.v2.ListObject[stripe.v2.money_management.InboundTransfer]: ...
    @_activity
    def create(self, params: stripe.params.v2.money_management.InboundTransferCreateParams) -> stripe.v2.money_management.InboundTransfer: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.v2.money_management.InboundTransferRetrieveParams | None = None) -> stripe.v2.money_management.InboundTransfer: ...

class V2MoneyManagementOutboundPayments(Group):
    """`stripe.v2.money_management.outbound_payments`"""

    @_listing
    def list(self, params: stripe.params.v2.money_management.OutboundPaymentListParams | None = None) -> stripe.v2.ListObject[stripe.v2.money_management.OutboundPayment]: ...
    @_activity
    def create(self, params: stripe.params.v2.money_management.OutboundPaymentCreateParams) -> stripe.v2.money_management.OutboundPayment: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.v2.money_management.OutboundPaymentRetrieveParams | None = None) -> stripe.v2.money_management.OutboundPayment: ...
    @_activity
    def cancel(self, id: str, /, params: stripe.params.v2.money_management.OutboundPaymentCancelParams | None = None) -> stripe.v2.money_management.OutboundPayment: ...

class V2MoneyManagementOutboundSetupIntents(Group):
    """`stripe.v2.money_management.outbound_setup_intents`"""

    @_listing
    def list(self, params: stripe.params.v2.money_management.OutboundSetupIntentListParams | None = None) -> stripe.v2.ListObject[stripe.v2.money_management.OutboundSetupIntent]: ...
    @_activity
    def create(self, params: stripe.params.v2.money_management.OutboundSetupIntentCreateParams | None = None) -> stripe.v2.money_management.OutboundSetupIntent: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.v2.money_management.OutboundSetupIntentRetrieveParams | None = None) -> stripe.v2.money_management.OutboundSetupIntent: ...
    @_activity
    def update(self, id: str, /, params: stripe.params.v2.money_management.OutboundSetupIntentUpdateParams | None = None) -> stripe.v2.money_management.OutboundSetupIntent: ...
    @_activity
    def cancel(self, id: str, /, params: stripe.params.v2.money_management.OutboundSetupIntentCancelParams | None = None) -> stripe.v2.money_management.OutboundSetupIntent: ...

class V2MoneyManagementPayoutIntents(Group):
    """`stripe.v2.money_management.payout_intents`"""

    @_listing
    def list(self, params: stripe.params.v2.money_management.PayoutIntentListParams | None = None) -> stripe.v2.ListObject[stripe.v2.money_management.PayoutIntent]: ...
    @_activity
    def create(self, params: stripe.params.v2.money_management.PayoutIntentCreateParams) -> stripe.v2.money_management.PayoutIntent: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.v2.money_management.PayoutIntentRetrieveParams | None = None) -> stripe.v2.money_management.PayoutIntent: ...
    @_activity
    def update(self, id: str, /, params: stripe.params.v2.money_management.PayoutIntentUpdateParams | None = None) -> stripe.v2.money_management.PayoutIntent: ...
    @_activity
    def cancel(self, id: str, /, params: stripe.params.v2.money_management.PayoutIntentCancelParams | None = None) -> stripe.v2.money_management.PayoutIntent: ...
    @_activity
    def confirm(self, id: str, /, params: stripe.params.v2.money_management.PayoutIntentConfirmParams | None = None) -> stripe.v2.money_management.PayoutIntent: ...
    @_activity
    def refresh_fx_quote(self, id: str, /, params: stripe.params.v2.money_management.PayoutIntentRefreshFxQuoteParams | None = None) -> stripe.v2.money_management.PayoutIntent: ...
    @_activity
    def refresh_recipient_verification(self, id: str, /, params: stripe.params.v2.money_management.PayoutIntentRefreshRecipientVerificationParams | None = None) -> stripe.v2.money_management.PayoutIntent: ...

class V2MoneyManagementPayoutMethods(Group):
    """`stripe.v2.money_management.payout_methods`"""

    @_listing
    def list(self, params: stripe.params.v2.money_management.PayoutMethodListParams | None = None) -> stripe.v2.ListObject[stripe.v2.money_management.PayoutMethod]: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.v2.money_management.PayoutMethodRetrieveParams | None = None) -> stripe.v2.money_management.PayoutMethod: ...
    @_activity
    def archive(self, id: str, /, params: stripe.params.v2.money_management.PayoutMethodArchiveParams | None = None) -> stripe.v2.money_management.PayoutMethod: ...
    @_activity
    def unarchive(self, id: str, /, params: stripe.params.v2.money_management.PayoutMethodUnarchiveParams | None = None) -> stripe.v2.money_management.PayoutMethod: ...

class V2MoneyManagementPayoutMethodsBankAccountSpec(Group):
    """`stripe.v2.money_management.payout_methods_bank_account_spec`"""

    @_activity
    def retrieve(self, params: stripe.params.v2.money_management.PayoutMethodsBankAccountSpecRetrieveParams | None = None) -> stripe.v2.money_management.PayoutMethodsBankAccountSpec: ...

class V2MoneyManagementReceivedCredits(Group):
    """`stripe.v2.money_management.received_credits`"""

    @_listing
    def list(self, params: stripe.params.v2.money_management.ReceivedCreditListParams | None = None) -> stripe.v2.ListObject[stripe.v2.money_management.ReceivedCredit]: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.v2.money_management.ReceivedCreditRetrieveParams | None = None) -> stripe.v2.money_management.ReceivedCredit: ...

class V2MoneyManagementRecipientVerifications(Group):
    """`stripe.v2.money_management.recipient_verifications`"""

    @_activity
    def create(self, params: stripe.params.v2.money_management.RecipientVerificationCreateParams) -> stripe.v2.money_management.RecipientVerification: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.v2.money_management.RecipientVerificationRetrieveParams | None = None) -> stripe.v2.money_management.RecipientVerification: ...
    @_activity
    def acknowledge(self, id: str, /, params: stripe.params.v2.money_management.RecipientVerificationAcknowledgeParams | None = None) -> stripe.v2.money_management.RecipientVerification: ...

class V2MoneyManagementTestHelpers(Group):
    """`stripe.v2.money_management.test_helpers`"""

    financial_addresses: V2MoneyManagementTestHelpersFinancialAddresses

class V2MoneyManagementTransactionEntries(Group):
    """`stripe.v2.money_management.transaction_entries`"""

    @_listing
    def list(self, params: stripe.params.v2.money_management.TransactionEntryListParams | None = None) -> stripe.v2.ListObject[stripe.v2.money_management.TransactionEntry]: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.v2.money_management.TransactionEntryRetrieveParams | None = None) -> stripe.v2.money_management.TransactionEntry: ...

class V2MoneyManagementTransactions(Group):
    """`stripe.v2.money_management.transactions`"""

    @_listing
    def list(self, params: stripe.params.v2.money_management.TransactionListParams | None = None) -> stripe.v2.ListObject[stripe.v2.money_management.Transaction]: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.v2.money_management.TransactionRetrieveParams | None = None) -> stripe.v2.money_management.Transaction: ...
    @_activity
    def update(self, id: str, /, params: stripe.params.v2.money_management.TransactionUpdateParams | None = None) -> stripe.v2.money_management.Transaction: ...
    @_activity
    def refresh_regulatory_receipt(self, id: str, /, params: stripe.params.v2.money_management.TransactionRefreshRegulatoryReceiptParams | None = None) -> stripe.v2.money_management.Transaction: ...

class V2TestHelpersMoneyManagement(Group):
    """`stripe.v2.test_helpers.money_management`"""

    @_activity
    def recipient_verifications(self, params: stripe.params.v2.test_helpers.MoneyManagementRecipientVerificationsParams) -> stripe.v2.money_management.RecipientVerification: ...

class V1AccountLinks(Group):
    """`stripe.v1.account_links`"""

    @_activity
    def create(self, params: stripe.params.AccountLinkCreateParams) -> stripe.AccountLink: ...

class V1AccountSessions(Group):
    """`stripe.v1.account_sessions`"""

    @_activity
    def create(self, params: stripe.params.AccountSessionCreateParams) -> stripe.AccountSession: ...

class V1Accounts(Group):
    """`stripe.v1.accounts`"""

    @_activity
    def delete(self, account: str, /, params: stripe.params.AccountDeleteParams | None = None) -> stripe.Account: ...
    @_activity
    def retrieve(self, account: str, /, params: stripe.params.AccountRetrieveParams | None = None) -> stripe.Account: ...
    @_activity
    def update(self, account: str, /, params: stripe.params.AccountUpdateParams | None = None) -> stripe.Account: ...
    @_activity
    def retrieve_current(self, params: stripe.params.AccountRetrieveCurrentParams | None = None) -> stripe.Account: ...
    @_listing
    def list(self, params: stripe.params.AccountListParams | None = None) -> stripe.ListObject[stripe.Account]: ...
    @_activity
    def create(self, params: stripe.params.AccountCreateParams | None = None) -> stripe.Account: ...
    @_activity
    def reject(self, account: str, /, params: stripe.params.AccountRejectParams) -> stripe.Account: ...
    @_activity
    def unreject(self, account: str, /, params: stripe.params.AccountUnrejectParams | None = None) -> stripe.Account: ...
    capabilities: V1AccountsCapabilities
    external_accounts: V1AccountsExternalAccounts
    login_links: V1AccountsLoginLinks
    persons: V1AccountsPersons

class V1ApplePayDomains(Group):
    """`stripe.v1.apple_pay_domains`"""

    @_activity
    def delete(self, domain: str, /, params: stripe.params.ApplePayDomainDeleteParams | None = None) -> stripe.ApplePayDomain: ...
    @_activity
    def retrieve(self, domain: str, /, params: stripe.params.ApplePayDomainRetrieveParams | None = None) -> stripe.ApplePayDomain: ...
    @_listing
    def list(self, params: stripe.params.ApplePayDomainListParams | None = None) -> stripe.ListObject[stripe.ApplePayDomain]: ...
    @_activity
    def create(self, params: stripe.params.ApplePayDomainCreateParams) -> stripe.ApplePayDomain: ...

class V1ApplicationFees(Group):
    """`stripe.v1.application_fees`"""

    @_listing
    def list(self, params: stripe.params.ApplicationFeeListParams | None = None) -> stripe.ListObject[stripe.ApplicationFee]: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.ApplicationFeeRetrieveParams | None = None) -> stripe.ApplicationFee: ...
    refunds: V1ApplicationFeesRefunds

class V1Apps(Group):
    """`stripe.v1.apps`"""

    installs: V1AppsInstalls
    secrets: V1AppsSecrets

class V1Balance(Group):
    """`stripe.v1.balance`"""

    @_activity
    def retrieve(self, params: stripe.params.BalanceRetrieveParams | None = None) -> stripe.Balance: ...

class V1BalanceSettings(Group):
    """`stripe.v1.balance_settings`"""

    @_activity
    def retrieve(self, params: stripe.params.BalanceSettingsRetrieveParams | None = None) -> stripe.BalanceSettings: ...
    @_activity
    def update(self, params: stripe.params.BalanceSettingsUpdateParams | None = None) -> stripe.BalanceSettings: ...

class V1BalanceTransactions(Group):
    """`stripe.v1.balance_transactions`"""

    @_listing
    def list(self, params: stripe.params.BalanceTransactionListParams | None = None) -> stripe.ListObject[stripe.BalanceTransaction]: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.BalanceTransactionRetrieveParams | None = None) -> stripe.BalanceTransaction: ...

class V1Billing(Group):
    """`stripe.v1.billing`"""

    alerts: V1BillingAlerts
    credit_balance_summary: V1BillingCreditBalanceSummary
    credit_balance_transactions: V1BillingCreditBalanceTransactions
    credit_grants: V1BillingCreditGrants
    feedback_options: V1BillingFeedbackOptions
    meter_event_adjustments: V1BillingMeterEventAdjustments
    meter_events: V1BillingMeterEvents
    meters: V1BillingMeters

class V1BillingPortal(Group):
    """`stripe.v1.billing_portal`"""

    configurations: V1BillingPortalConfigurations
    sessions: V1BillingPortalSessions

class V1Charges(Group):
    """`stripe.v1.charges`"""

    @_listing
    def list(self, params: stripe.params.ChargeListParams | None = None) -> stripe.ListObject[stripe.Charge]: ...
    @_activity
    def create(self, params: stripe.params.ChargeCreateParams | None = None) -> stripe.Charge: ...
    @_activity
    def retrieve(self, charge: str, /, params: stripe.params.ChargeRetrieveParams | None = None) -> stripe.Charge: ...
    @_activity
    def update(self, charge: str, /, params: stripe.params.ChargeUpdateParams | None = None) -> stripe.Charge: ...
    @_listing
    def search(self, params: stripe.params.ChargeSearchParams) -> stripe.SearchResultObject[stripe.Charge]: ...
    @_activity
    def capture(self, charge: str, /, params: stripe.params.ChargeCaptureParams | None = None) -> stripe.Charge: ...

class V1Checkout(Group):
    """`stripe.v1.checkout`"""

    sessions: V1CheckoutSessions

class V1Climate(Group):
    """`stripe.v1.climate`"""

    orders: V1ClimateOrders
    products: V1ClimateProducts
    suppliers: V1ClimateSuppliers

class V1ConfirmationTokens(Group):
    """`stripe.v1.confirmation_tokens`"""

    @_activity
    def retrieve(self, confirmation_token: str, /, params: stripe.params.ConfirmationTokenRetrieveParams | None = None) -> stripe.ConfirmationToken: ...

class V1CountrySpecs(Group):
    """`stripe.v1.country_specs`"""

    @_listing
    def list(self, params: stripe.params.CountrySpecListParams | None = None) -> stripe.ListObject[stripe.CountrySpec]: ...
    @_activity
    def retrieve(self, country: str, /, params: stripe.params.CountrySpecRetrieveParams | None = None) -> stripe.CountrySpec: ...

class V1Coupons(Group):
    """`stripe.v1.coupons`"""

    @_activity
    def delete(self, coupon: str, /, params: stripe.params.CouponDeleteParams | None = None) -> stripe.Coupon: ...
    @_activity
    def retrieve(self, coupon: str, /, params: stripe.params.CouponRetrieveParams | None = None) -> stripe.Coupon: ...
    @_activity
    def update(self, coupon: str, /, params: stripe.params.CouponUpdateParams | None = None) -> stripe.Coupon: ...
    @_listing
    def list(self, params: stripe.params.CouponListParams | None = None) -> stripe.ListObject[stripe.Coupon]: ...
    @_activity
    def create(self, params: stripe.params.CouponCreateParams | None = None) -> stripe.Coupon: ...

class V1CreditNotes(Group):
    """`stripe.v1.credit_notes`"""

    @_listing
    def list(self, params: stripe.params.CreditNoteListParams | None = None) -> stripe.ListObject[stripe.CreditNote]: ...
    @_activity
    def create(self, params: stripe.params.CreditNoteCreateParams) -> stripe.CreditNote: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.CreditNoteRetrieveParams | None = None) -> stripe.CreditNote: ...
    @_activity
    def update(self, id: str, /, params: stripe.params.CreditNoteUpdateParams | None = None) -> stripe.CreditNote: ...
    @_activity
    def preview(self, params: stripe.params.CreditNotePreviewParams) -> stripe.CreditNote: ...
    @_activity
    def void_credit_note(self, id: str, /, params: stripe.params.CreditNoteVoidCreditNoteParams | None = None) -> stripe.CreditNote: ...
    line_items: V1CreditNotesLineItems
    preview_lines: V1CreditNotesPreviewLines

class V1CustomerSessions(Group):
    """`stripe.v1.customer_sessions`"""

    @_activity
    def create(self, params: stripe.params.CustomerSessionCreateParams) -> stripe.CustomerSession: ...

class V1Customers(Group):
    """`stripe.v1.customers`"""

    @_activity
    def delete(self, customer: str, /, params: stripe.params.CustomerDeleteParams | None = None) -> stripe.Customer: ...
    @_activity
    def retrieve(self, customer: str, /, params: stripe.params.CustomerRetrieveParams | None = None) -> stripe.Customer: ...
    @_activity
    def update(self, customer: str, /, params: stripe.params.CustomerUpdateParams | None = None) -> stripe.Customer: ...
    @_activity
    def delete_discount(self, customer: str, /, params: stripe.params.CustomerDeleteDiscountParams | None = None) -> stripe.Discount: ...
    @_listing
    def list(self, params: stripe.params.CustomerListParams | None = None) -> stripe.ListObject[stripe.Customer]: ...
    @_activity
    def create(self, params: stripe.params.CustomerCreateParams | None = None) -> stripe.Customer: ...
    @_listing
    def search(self, params: stripe.params.CustomerSearchParams) -> stripe.SearchResultObject[stripe.Customer]: ...
    balance_transactions: V1CustomersBalanceTransactions
    cash_balance: V1CustomersCashBalance
    cash_balance_transactions: V1CustomersCashBalanceTransactions
    funding_instructions: V1CustomersFundingInstructions
    payment_methods: V1CustomersPaymentMethods
    payment_sources: V1CustomersPaymentSources
    tax_ids: V1CustomersTaxIds

class V1Disputes(Group):
    """`stripe.v1.disputes`"""

    @_listing
    def list(self, params: stripe.params.DisputeListParams | None = None) -> stripe.ListObject[stripe.Dispute]: ...
    @_activity
    def retrieve(self, dispute: str, /, params: stripe.params.DisputeRetrieveParams | None = None) -> stripe.Dispute: ...
    @_activity
    def update(self, dispute: str, /, params: stripe.params.DisputeUpdateParams | None = None) -> stripe.Dispute: ...
    @_activity
    def close(self, dispute: str, /, params: stripe.params.DisputeCloseParams | None = None) -> stripe.Dispute: ...

class V1Entitlements(Group):
    """`stripe.v1.entitlements`"""

    active_entitlements: V1EntitlementsActiveEntitlements
    features: V1EntitlementsFeatures

class V1EphemeralKeys(Group):
    """`stripe.v1.ephemeral_keys`"""

    @_activity
    def delete(self, key: str, /, params: stripe.params.EphemeralKeyDeleteParams | None = None) -> stripe.EphemeralKey: ...
    @_activity
    def create(self, params: stripe.params.EphemeralKeyCreateParams | None = None) -> stripe.EphemeralKey: ...

class V1Events(Group):
    """`stripe.v1.events`"""

    @_listing
    def list(self, params: stripe.params.EventListParams | None = None) -> stripe.ListObject[stripe.Event]: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.EventRetrieveParams | None = None) -> stripe.Event: ...

class V1ExchangeRates(Group):
    """`stripe.v1.exchange_rates`"""

    @_listing
    def list(self, params: stripe.params.ExchangeRateListParams | None = None) -> stripe.ListObject[stripe.ExchangeRate]: ...
    @_activity
    def retrieve(self, rate_id: str, /, params: stripe.params.ExchangeRateRetrieveParams | None = None) -> stripe.ExchangeRate: ...

class V1FileLinks(Group):
    """`stripe.v1.file_links`"""

    @_listing
    def list(self, params: stripe.params.FileLinkListParams | None = None) -> stripe.ListObject[stripe.FileLink]: ...
    @_activity
    def create(self, params: stripe.params.FileLinkCreateParams) -> stripe.FileLink: ...
    @_activity
    def retrieve(self, link: str, /, params: stripe.params.FileLinkRetrieveParams | None = None) -> stripe.FileLink: ...
    @_activity
    def update(self, link: str, /, params: stripe.params.FileLinkUpdateParams | None = None) -> stripe.FileLink: ...

class V1Files(Group):
    """`stripe.v1.files`"""

    @_listing
    def list(self, params: stripe.params.FileListParams | None = None) -> stripe.ListObject[stripe.File]: ...
    @_activity
    def create(self, params: stripe.params.FileCreateParams) -> stripe.File: ...
    @_activity
    def retrieve(self, file: str, /, params: stripe.params.FileRetrieveParams | None = None) -> stripe.File: ...

class V1FinancialConnections(Group):
    """`stripe.v1.financial_connections`"""

    accounts: V1FinancialConnectionsAccounts
    sessions: V1FinancialConnectionsSessions
    transactions: V1FinancialConnectionsTransactions

class V1Forwarding(Group):
    """`stripe.v1.forwarding`"""

    requests: V1ForwardingRequests

class V1Identity(Group):
    """`stripe.v1.identity`"""

    verification_reports: V1IdentityVerificationReports
    verification_sessions: V1IdentityVerificationSessions

class V1InvoiceItems(Group):
    """`stripe.v1.invoice_items`"""

    @_activity
    def delete(self, invoiceitem: str, /, params: stripe.params.InvoiceItemDeleteParams | None = None) -> stripe.InvoiceItem: ...
    @_activity
    def retrieve(self, invoiceitem: str, /, params: stripe.params.InvoiceItemRetrieveParams | None = None) -> stripe.InvoiceItem: ...
    @_activity
    def update(self, invoiceitem: str, /, params: stripe.params.InvoiceItemUpdateParams | None = None) -> stripe.InvoiceItem: ...
    @_listing
    def list(self, params: stripe.params.InvoiceItemListParams | None = None) -> stripe.ListObject[stripe.InvoiceItem]: ...
    @_activity
    def create(self, params: stripe.params.InvoiceItemCreateParams | None = None) -> stripe.InvoiceItem: ...

class V1InvoicePayments(Group):
    """`stripe.v1.invoice_payments`"""

    @_listing
    def list(self, params: stripe.params.InvoicePaymentListParams | None = None) -> stripe.ListObject[stripe.InvoicePayment]: ...
    @_activity
    def retrieve(self, invoice_payment: str, /, params: stripe.params.InvoicePaymentRetrieveParams | None = None) -> stripe.InvoicePayment: ...

class V1InvoiceRenderingTemplates(Group):
    """`stripe.v1.invoice_rendering_templates`"""

    @_listing
    def list(self, params: stripe.params.InvoiceRenderingTemplateListParams | None = None) -> stripe.ListObject[stripe.InvoiceRenderingTemplate]: ...
    @_activity
    def retrieve(self, template: str, /, params: stripe.params.InvoiceRenderingTemplateRetrieveParams | None = None) -> stripe.InvoiceRenderingTemplate: ...
    @_activity
    def archive(self, template: str, /, params: stripe.params.InvoiceRenderingTemplateArchiveParams | None = None) -> stripe.InvoiceRenderingTemplate: ...
    @_activity
    def unarchive(self, template: str, /, params: stripe.params.InvoiceRenderingTemplateUnarchiveParams | None = None) -> stripe.InvoiceRenderingTemplate: ...

class V1Invoices(Group):
    """`stripe.v1.invoices`"""

    @_activity
    def delete(self, invoice: str, /, params: stripe.params.InvoiceDeleteParams | None = None) -> stripe.Invoice: ...
    @_activity
    def retrieve(self, invoice: str, /, params: stripe.params.InvoiceRetrieveParams | None = None) -> stripe.Invoice: ...
    @_activity
    def update(self, invoice: str, /, params: stripe.params.InvoiceUpdateParams | None = None) -> stripe.Invoice: ...
    @_listing
    def list(self, params: stripe.params.InvoiceListParams | None = None) -> stripe.ListObject[stripe.Invoice]: ...
    @_activity
    def create(self, params: stripe.params.InvoiceCreateParams | None = None) -> stripe.Invoice: ...
    @_listing
    def search(self, params: stripe.params.InvoiceSearchParams) -> stripe.SearchResultObject[stripe.Invoice]: ...
    @_activity
    def add_lines(self, invoice: str, /, params: stripe.params.InvoiceAddLinesParams) -> stripe.Invoice: ...
    @_activity
    def attach_payment(self, invoice: str, /, params: stripe.params.InvoiceAttachPaymentParams | None = None) -> stripe.Invoice: ...
    @_activity
    def finalize_invoice(self, invoice: str, /, params: stripe.params.InvoiceFinalizeInvoiceParams | None = None) -> stripe.Invoice: ...
    @_activity
    def mark_uncollectible(self, invoice: str, /, params: stripe.params.InvoiceMarkUncollectibleParams | None = None) -> stripe.Invoice: ...
    @_activity
    def pay(self, invoice: str, /, params: stripe.params.InvoicePayParams | None = None) -> stripe.Invoice: ...
    @_activity
    def remove_lines(self, invoice: str, /, params: stripe.params.InvoiceRemoveLinesParams) -> stripe.Invoice: ...
    @_activity
    def send_invoice(self, invoice: str, /, params: stripe.params.InvoiceSendInvoiceParams | None = None) -> stripe.Invoice: ...
    @_activity
    def update_lines(self, invoice: str, /, params: stripe.params.InvoiceUpdateLinesParams) -> stripe.Invoice: ...
    @_activity
    def void_invoice(self, invoice: str, /, params: stripe.params.InvoiceVoidInvoiceParams | None = None) -> stripe.Invoice: ...
    @_activity
    def create_preview(self, params: stripe.params.InvoiceCreatePreviewParams | None = None) -> stripe.Invoice: ...
    line_items: V1InvoicesLineItems

class V1Issuing(Group):
    """`stripe.v1.issuing`"""

    authorizations: V1IssuingAuthorizations
    cardholders: V1IssuingCardholders
    cards: V1IssuingCards
    disputes: V1IssuingDisputes
    personalization_designs: V1IssuingPersonalizationDesigns
    physical_bundles: V1IssuingPhysicalBundles
    tokens: V1IssuingTokens
    transactions: V1IssuingTransactions

class V1Mandates(Group):
    """`stripe.v1.mandates`"""

    @_activity
    def retrieve(self, mandate: str, /, params: stripe.params.MandateRetrieveParams | None = None) -> stripe.Mandate: ...

class V1PaymentAttemptRecords(Group):
    """`stripe.v1.payment_attempt_records`"""

    @_listing
    def list(self, params: stripe.params.PaymentAttemptRecordListParams) -> stripe.ListObject[stripe.PaymentAttemptRecord]: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.PaymentAttemptRecordRetrieveParams | None = None) -> stripe.PaymentAttemptRecord: ...

class V1PaymentIntents(Group):
    """`stripe.v1.payment_intents`"""

    @_listing
    def list(self, params: stripe.params.PaymentIntentListParams | None = None) -> stripe.ListObject[stripe.PaymentIntent]: ...
    @_activity
    def create(self, params: stripe.params.PaymentIntentCreateParams) -> stripe.PaymentIntent: ...
    @_activity
    def retrieve(self, intent: str, /, params: stripe.params.PaymentIntentRetrieveParams | None = None) -> stripe.PaymentIntent: ...
    @_activity
    def update(self, intent: str, /, params: stripe.params.PaymentIntentUpdateParams | None = None) -> stripe.PaymentIntent: ...
    @_listing
    def search(self, params: stripe.params.PaymentIntentSearchParams) -> stripe.SearchResultObject[stripe.PaymentIntent]: ...
    @_activity
    def apply_customer_balance(self, intent: str, /, params: stripe.params.PaymentIntentApplyCustomerBalanceParams | None = None) -> stripe.PaymentIntent: ...
    @_activity
    def cancel(self, intent: str, /, params: stripe.params.PaymentIntentCancelParams | None = None) -> stripe.PaymentIntent: ...
    @_activity
    def capture(self, intent: str, /, params: stripe.params.PaymentIntentCaptureParams | None = None) -> stripe.PaymentIntent: ...
    @_activity
    def confirm(self, intent: str, /, params: stripe.params.PaymentIntentConfirmParams | None = None) -> stripe.PaymentIntent: ...
    @_activity
    def increment_authorization(self, intent: str, /, params: stripe.params.PaymentIntentIncrementAuthorizationParams) -> stripe.PaymentIntent: ...
    @_activity
    def verify_microdeposits(self, intent: str, /, params: stripe.params.PaymentIntentVerifyMicrodepositsParams | None = None) -> stripe.PaymentIntent: ...
    amount_details_line_items: V1PaymentIntentsAmountDetailsLineItems

class V1PaymentLinks(Group):
    """`stripe.v1.payment_links`"""

    @_listing
    def list(self, params: stripe.params.PaymentLinkListParams | None = None) -> stripe.ListObject[stripe.PaymentLink]: ...
    @_activity
    def create(self, params: stripe.params.PaymentLinkCreateParams) -> stripe.PaymentLink: ...
    @_activity
    def retrieve(self, payment_link: str, /, params: stripe.params.PaymentLinkRetrieveParams | None = None) -> stripe.PaymentLink: ...
    @_activity
    def update(self, payment_link: str, /, params: stripe.params.PaymentLinkUpdateParams | None = None) -> stripe.PaymentLink: ...
    line_items: V1PaymentLinksLineItems

class V1PaymentMethodConfigurations(Group):
    """`stripe.v1.payment_method_configurations`"""

    @_listing
    def list(self, params: stripe.params.PaymentMethodConfigurationListParams | None = None) -> stripe.ListObject[stripe.PaymentMethodConfiguration]: ...
    @_activity
    def create(self, params: stripe.params.PaymentMethodConfigurationCreateParams | None = None) -> stripe.PaymentMethodConfiguration: ...
    @_activity
    def retrieve(self, configuration: str, /, params: stripe.params.PaymentMethodConfigurationRetrieveParams | None = None) -> stripe.PaymentMethodConfiguration: ...
    @_activity
    def update(self, configuration: str, /, params: stripe.params.PaymentMethodConfigurationUpdateParams | None = None) -> stripe.PaymentMethodConfiguration: ...

class V1PaymentMethodDomains(Group):
    """`stripe.v1.payment_method_domains`"""

    @_listing
    def list(self, params: stripe.params.PaymentMethodDomainListParams | None = None) -> stripe.ListObject[stripe.PaymentMethodDomain]: ...
    @_activity
    def create(self, params: stripe.params.PaymentMethodDomainCreateParams) -> stripe.PaymentMethodDomain: ...
    @_activity
    def retrieve(self, payment_method_domain: str, /, params: stripe.params.PaymentMethodDomainRetrieveParams | None = None) -> stripe.PaymentMethodDomain: ...
    @_activity
    def update(self, payment_method_domain: str, /, params: stripe.params.PaymentMethodDomainUpdateParams | None = None) -> stripe.PaymentMethodDomain: ...
    @_activity
    def validate(self, payment_method_domain: str, /, params: stripe.params.PaymentMethodDomainValidateParams | None = None) -> stripe.PaymentMethodDomain: ...

class V1PaymentMethods(Group):
    """`stripe.v1.payment_methods`"""

    @_listing
    def list(self, params: stripe.params.PaymentMethodListParams | None = None) -> stripe.ListObject[stripe.PaymentMethod]: ...
    @_activity
    def create(self, params: stripe.params.PaymentMethodCreateParams | None = None) -> stripe.PaymentMethod: ...
    @_activity
    def retrieve(self, payment_method: str, /, params: stripe.params.PaymentMethodRetrieveParams | None = None) -> stripe.PaymentMethod: ...
    @_activity
    def update(self, payment_method: str, /, params: stripe.params.PaymentMethodUpdateParams | None = None) -> stripe.PaymentMethod: ...
    @_activity
    def attach(self, payment_method: str, /, params: stripe.params.PaymentMethodAttachParams | None = None) -> stripe.PaymentMethod: ...
    @_activity
    def detach(self, payment_method: str, /, params: stripe.params.PaymentMethodDetachParams | None = None) -> stripe.PaymentMethod: ...

class V1PaymentRecords(Group):
    """`stripe.v1.payment_records`"""

    @_listing
    def list(self, params: stripe.params.PaymentRecordListParams | None = None) -> stripe.ListObject[stripe.PaymentRecord]: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.PaymentRecordRetrieveParams | None = None) -> stripe.PaymentRecord: ...
    @_activity
    def report_payment_attempt(self, id: str, /, params: stripe.params.PaymentRecordReportPaymentAttemptParams) -> stripe.PaymentRecord: ...
    @_activity
    def report_payment_attempt_canceled(self, id: str, /, params: stripe.params.PaymentRecordReportPaymentAttemptCanceledParams) -> stripe.PaymentRecord: ...
    @_activity
    def report_payment_attempt_failed(self, id: str, /, params: stripe.params.PaymentRecordReportPaymentAttemptFailedParams) -> stripe.PaymentRecord: ...
    @_activity
    def report_payment_attempt_guaranteed(self, id: str, /, params: stripe.params.PaymentRecordReportPaymentAttemptGuaranteedParams) -> stripe.PaymentRecord: ...
    @_activity
    def report_payment_attempt_informational(self, id: str, /, params: stripe.params.PaymentRecordReportPaymentAttemptInformationalParams | None = None) -> stripe.PaymentRecord: ...
    @_activity
    def report_refund(self, id: str, /, params: stripe.params.PaymentRecordReportRefundParams) -> stripe.PaymentRecord: ...
    @_activity
    def report_payment(self, params: stripe.params.PaymentRecordReportPaymentParams) -> stripe.PaymentRecord: ...

class V1Payouts(Group):
    """`stripe.v1.payouts`"""

    @_listing
    def list(self, params: stripe.params.PayoutListParams | None = None) -> stripe.ListObject[stripe.Payout]: ...
    @_activity
    def create(self, params: stripe.params.PayoutCreateParams) -> stripe.Payout: ...
    @_activity
    def retrieve(self, payout: str, /, params: stripe.params.PayoutRetrieveParams | None = None) -> stripe.Payout: ...
    @_activity
    def update(self, payout: str, /, params: stripe.params.PayoutUpdateParams | None = None) -> stripe.Payout: ...
    @_activity
    def cancel(self, payout: str, /, params: stripe.params.PayoutCancelParams | None = None) -> stripe.Payout: ...
    @_activity
    def reverse(self, payout: str, /, params: stripe.params.PayoutReverseParams | None = None) -> stripe.Payout: ...

class V1Plans(Group):
    """`stripe.v1.plans`"""

    @_activity
    def delete(self, plan: str, /, params: stripe.params.PlanDeleteParams | None = None) -> stripe.Plan: ...
    @_activity
    def retrieve(self, plan: str, /, params: stripe.params.PlanRetrieveParams | None = None) -> stripe.Plan: ...
    @_activity
    def update(self, plan: str, /, params: stripe.params.PlanUpdateParams | None = None) -> stripe.Plan: ...
    @_listing
    def list(self, params: stripe.params.PlanListParams | None = None) -> stripe.ListObject[stripe.Plan]: ...
    @_activity
    def create(self, params: stripe.params.PlanCreateParams) -> stripe.Plan: ...

class V1Prices(Group):
    """`stripe.v1.prices`"""

    @_listing
    def list(self, params: stripe.params.PriceListParams | None = None) -> stripe.ListObject[stripe.Price]: ...
    @_activity
    def create(self, params: stripe.params.PriceCreateParams) -> stripe.Price: ...
    @_activity
    def retrieve(self, price: str, /, params: stripe.params.PriceRetrieveParams | None = None) -> stripe.Price: ...
    @_activity
    def update(self, price: str, /, params: stripe.params.PriceUpdateParams | None = None) -> stripe.Price: ...
    @_listing
    def search(self, params: stripe.params.PriceSearchParams) -> stripe.SearchResultObject[stripe.Price]: ...

class V1ProductCatalog(Group):
    """`stripe.v1.product_catalog`"""

    trial_offers: V1ProductCatalogTrialOffers

class V1Products(Group):
    """`stripe.v1.products`"""

    @_activity
    def delete(self, id: str, /, params: stripe.params.ProductDeleteParams | None = None) -> stripe.Product: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.ProductRetrieveParams | None = None) -> stripe.Product: ...
    @_activity
    def update(self, id: str, /, params: stripe.params.ProductUpdateParams | None = None) -> stripe.Product: ...
    @_listing
    def list(self, params: stripe.params.ProductListParams | None = None) -> stripe.ListObject[stripe.Product]: ...
    @_activity
    def create(self, params: stripe.params.ProductCreateParams) -> stripe.Product: ...
    @_listing
    def search(self, params: stripe.params.ProductSearchParams) -> stripe.SearchResultObject[stripe.Product]: ...
    features: V1ProductsFeatures

class V1PromotionCodes(Group):
    """`stripe.v1.promotion_codes`"""

    @_listing
    def list(self, params: stripe.params.PromotionCodeListParams | None = None) -> stripe.ListObject[stripe.PromotionCode]: ...
    @_activity
    def create(self, params: stripe.params.PromotionCodeCreateParams) -> stripe.PromotionCode: ...
    @_activity
    def retrieve(self, promotion_code: str, /, params: stripe.params.PromotionCodeRetrieveParams | None = None) -> stripe.PromotionCode: ...
    @_activity
    def update(self, promotion_code: str, /, params: stripe.params.PromotionCodeUpdateParams | None = None) -> stripe.PromotionCode: ...

class V1Quotes(Group):
    """`stripe.v1.quotes`"""

    @_listing
    def list(self, params: stripe.params.QuoteListParams | None = None) -> stripe.ListObject[stripe.Quote]: ...
    @_activity
    def create(self, params: stripe.params.QuoteCreateParams | None = None) -> stripe.Quote: ...
    @_activity
    def retrieve(self, quote: str, /, params: stripe.params.QuoteRetrieveParams | None = None) -> stripe.Quote: ...
    @_activity
    def update(self, quote: str, /, params: stripe.params.QuoteUpdateParams | None = None) -> stripe.Quote: ...
    @_activity
    def accept(self, quote: str, /, params: stripe.params.QuoteAcceptParams | None = None) -> stripe.Quote: ...
    @_activity
    def cancel(self, quote: str, /, params: stripe.params.QuoteCancelParams | None = None) -> stripe.Quote: ...
    @_activity
    def finalize_quote(self, quote: str, /, params: stripe.params.QuoteFinalizeQuoteParams | None = None) -> stripe.Quote: ...
    @_activity
    def pdf(self, quote: str, /, params: stripe.params.QuotePdfParams | None = None) -> bytes: ...
    computed_upfront_line_items: V1QuotesComputedUpfrontLineItems
    line_items: V1QuotesLineItems

class V1Radar(Group):
    """`stripe.v1.radar`"""

    early_fraud_warnings: V1RadarEarlyFraudWarnings
    payment_evaluations: V1RadarPaymentEvaluations
    value_list_items: V1RadarValueListItems
    value_lists: V1RadarValueLists

class V1Refunds(Group):
    """`stripe.v1.refunds`"""

    @_listing
    def list(self, params: stripe.params.RefundListParams | None = None) -> stripe.ListObject[stripe.Refund]: ...
    @_activity
    def create(self, params: stripe.params.RefundCreateParams | None = None) -> stripe.Refund: ...
    @_activity
    def retrieve(self, refund: str, /, params: stripe.params.RefundRetrieveParams | None = None) -> stripe.Refund: ...
    @_activity
    def update(self, refund: str, /, params: stripe.params.RefundUpdateParams | None = None) -> stripe.Refund: ...
    @_activity
    def cancel(self, refund: str, /, params: stripe.params.RefundCancelParams | None = None) -> stripe.Refund: ...

class V1Reporting(Group):
    """`stripe.v1.reporting`"""

    report_runs: V1ReportingReportRuns
    report_types: V1ReportingReportTypes

class V1Reviews(Group):
    """`stripe.v1.reviews`"""

    @_listing
    def list(self, params: stripe.params.ReviewListParams | None = None) -> stripe.ListObject[stripe.Review]: ...
    @_activity
    def retrieve(self, review: str, /, params: stripe.params.ReviewRetrieveParams | None = None) -> stripe.Review: ...
    @_activity
    def approve(self, review: str, /, params: stripe.params.ReviewApproveParams | None = None) -> stripe.Review: ...

class V1SetupAttempts(Group):
    """`stripe.v1.setup_attempts`"""

    @_listing
    def list(self, params: stripe.params.SetupAttemptListParams) -> stripe.ListObject[stripe.SetupAttempt]: ...

class V1SetupIntents(Group):
    """`stripe.v1.setup_intents`"""

    @_listing
    def list(self, params: stripe.params.SetupIntentListParams | None = None) -> stripe.ListObject[stripe.SetupIntent]: ...
    @_activity
    def create(self, params: stripe.params.SetupIntentCreateParams | None = None) -> stripe.SetupIntent: ...
    @_activity
    def retrieve(self, intent: str, /, params: stripe.params.SetupIntentRetrieveParams | None = None) -> stripe.SetupIntent: ...
    @_activity
    def update(self, intent: str, /, params: stripe.params.SetupIntentUpdateParams | None = None) -> stripe.SetupIntent: ...
    @_activity
    def cancel(self, intent: str, /, params: stripe.params.SetupIntentCancelParams | None = None) -> stripe.SetupIntent: ...
    @_activity
    def confirm(self, intent: str, /, params: stripe.params.SetupIntentConfirmParams | None = None) -> stripe.SetupIntent: ...
    @_activity
    def verify_microdeposits(self, intent: str, /, params: stripe.params.SetupIntentVerifyMicrodepositsParams | None = None) -> stripe.SetupIntent: ...

class V1ShippingRates(Group):
    """`stripe.v1.shipping_rates`"""

    @_listing
    def list(self, params: stripe.params.ShippingRateListParams | None = None) -> stripe.ListObject[stripe.ShippingRate]: ...
    @_activity
    def create(self, params: stripe.params.ShippingRateCreateParams) -> stripe.ShippingRate: ...
    @_activity
    def retrieve(self, shipping_rate_token: str, /, params: stripe.params.ShippingRateRetrieveParams | None = None) -> stripe.ShippingRate: ...
    @_activity
    def update(self, shipping_rate_token: str, /, params: stripe.params.ShippingRateUpdateParams | None = None) -> stripe.ShippingRate: ...

class V1Sigma(Group):
    """`stripe.v1.sigma`"""

    scheduled_query_runs: V1SigmaScheduledQueryRuns

class V1Sources(Group):
    """`stripe.v1.sources`"""

    @_activity
    def detach(self, customer: str, id: str, /, params: stripe.params.SourceDetachParams | None = None) -> stripe.Account | stripe.BankAccount | stripe.Card | stripe.Source: ...
    @_activity
    def retrieve(self, source: str, /, params: stripe.params.SourceRetrieveParams | None = None) -> stripe.Source: ...
    @_activity
    def update(self, source: str, /, params: stripe.params.SourceUpdateParams | None = None) -> stripe.Source: ...
    @_activity
    def create(self, params: stripe.params.SourceCreateParams | None = None) -> stripe.Source: ...
    @_activity
    def verify(self, source: str, /, params: stripe.params.SourceVerifyParams) -> stripe.Source: ...
    transactions: V1SourcesTransactions

class V1SubscriptionItems(Group):
    """`stripe.v1.subscription_items`"""

    @_activity
    def delete(self, item: str, /, params: stripe.params.SubscriptionItemDeleteParams | None = None) -> stripe.SubscriptionItem: ...
    @_activity
    def retrieve(self, item: str, /, params: stripe.params.SubscriptionItemRetrieveParams | None = None) -> stripe.SubscriptionItem: ...
    @_activity
    def update(self, item: str, /, params: stripe.params.SubscriptionItemUpdateParams | None = None) -> stripe.SubscriptionItem: ...
    @_listing
    def list(self, params: stripe.params.SubscriptionItemListParams) -> stripe.ListObject[stripe.SubscriptionItem]: ...
    @_activity
    def create(self, params: stripe.params.SubscriptionItemCreateParams) -> stripe.SubscriptionItem: ...

class V1SubscriptionSchedules(Group):
    """`stripe.v1.subscription_schedules`"""

    @_listing
    def list(self, params: stripe.params.SubscriptionScheduleListParams | None = None) -> stripe.ListObject[stripe.SubscriptionSchedule]: ...
    @_activity
    def create(self, params: stripe.params.SubscriptionScheduleCreateParams | None = None) -> stripe.SubscriptionSchedule: ...
    @_activity
    def retrieve(self, schedule: str, /, params: stripe.params.SubscriptionScheduleRetrieveParams | None = None) -> stripe.SubscriptionSchedule: ...
    @_activity
    def update(self, schedule: str, /, params: stripe.params.SubscriptionScheduleUpdateParams | None = None) -> stripe.SubscriptionSchedule: ...
    @_activity
    def cancel(self, schedule: str, /, params: stripe.params.SubscriptionScheduleCancelParams | None = None) -> stripe.SubscriptionSchedule: ...
    @_activity
    def release(self, schedule: str, /, params: stripe.params.SubscriptionScheduleReleaseParams | None = None) -> stripe.SubscriptionSchedule: ...

class V1Subscriptions(Group):
    """`stripe.v1.subscriptions`"""

    @_activity
    def cancel(self, subscription_exposed_id: str, /, params: stripe.params.SubscriptionCancelParams | None = None) -> stripe.Subscription: ...
    @_activity
    def retrieve(self, subscription_exposed_id: str, /, params: stripe.params.SubscriptionRetrieveParams | None = None) -> stripe.Subscription: ...
    @_activity
    def update(self, subscription_exposed_id: str, /, params: stripe.params.SubscriptionUpdateParams | None = None) -> stripe.Subscription: ...
    @_activity
    def delete_discount(self, subscription_exposed_id: str, /, params: stripe.params.SubscriptionDeleteDiscountParams | None = None) -> stripe.Discount: ...
    @_listing
    def list(self, params: stripe.params.SubscriptionListParams | None = None) -> stripe.ListObject[stripe.Subscription]: ...
    @_activity
    def create(self, params: stripe.params.SubscriptionCreateParams | None = None) -> stripe.Subscription: ...
    @_listing
    def search(self, params: stripe.params.SubscriptionSearchParams) -> stripe.SearchResultObject[stripe.Subscription]: ...
    @_activity
    def migrate(self, subscription: str, /, params: stripe.params.SubscriptionMigrateParams) -> stripe.Subscription: ...
    @_activity
    def pause(self, subscription: str, /, params: stripe.params.SubscriptionPauseParams | None = None) -> stripe.Subscription: ...
    @_activity
    def resume(self, subscription: str, /, params: stripe.params.SubscriptionResumeParams | None = None) -> stripe.Subscription: ...

class V1Tax(Group):
    """`stripe.v1.tax`"""

    associations: V1TaxAssociations
    calculations: V1TaxCalculations
    locations: V1TaxLocations
    registrations: V1TaxRegistrations
    settings: V1TaxSettings
    transactions: V1TaxTransactions

class V1TaxCodes(Group):
    """`stripe.v1.tax_codes`"""

    @_listing
    def list(self, params: stripe.params.TaxCodeListParams | None = None) -> stripe.ListObject[stripe.TaxCode]: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.TaxCodeRetrieveParams | None = None) -> stripe.TaxCode: ...

class V1TaxIds(Group):
    """`stripe.v1.tax_ids`"""

    @_activity
    def delete(self, id: str, /, params: stripe.params.TaxIdDeleteParams | None = None) -> stripe.TaxId: ...
    @_activity
    def retrieve(self, id: str, /, params: stripe.params.TaxIdRetrieveParams | None = None) -> stripe.TaxId: ...
    @_listing
    def list(self, params: stripe.params.TaxIdListParams | None = None) -> stripe.ListObject[stripe.TaxId]: ...
    @_activity
    def create(self, params: stripe.params.TaxIdCreateParams) -> stripe.TaxId: ...

class V1TaxRates(Group):
    """`stripe.v1.tax_rates`"""

    @_listing
    def list(self, params: stripe.params.TaxRateListParams | None = None) -> stripe.ListObject[stripe.TaxRate]: ...
    @_activity
    def create(self, params: stripe.params.TaxRateCreateParams) -> stripe.TaxRate: ...
    @_activity
    def retrieve(self, tax_rate: str, /, params: stripe.params.TaxRateRetrieveParams | None = None) -> stripe.TaxRate: ...
    @_activity
    def update(self, tax_rate: str, /, params: stripe.params.TaxRateUpdateParams | None = None) -> stripe.TaxRate: ...

class V1Terminal(Group):
    """`stripe.v1.terminal`"""

    configurations: V1TerminalConfigurations
    connection_tokens: V1TerminalConnectionTokens
    locations: V1TerminalLocations
    onboarding_links: V1TerminalOnboardingLinks
    readers: V1TerminalReaders

class V1TestHelpers(Group):
    """`stripe.v1.test_helpers`"""

    confirmation_tokens: V1TestHelpersConfirmationTokens
    customers: V1TestHelpersCustomers
    issuing: V1TestHelpersIssuing
    refunds: V1TestHelpersRefunds
    terminal: V1TestHelpersTerminal
    test_clocks: V1TestHelpersTestClocks
    treasury: V1TestHelpersTreasury

class V1ThreeDSecure(Group):
    """`stripe.v1.three_d_secure`"""

    authentications: V1ThreeDSecureAuthentications

class V1Tokens(Group):
    """`stripe.v1.tokens`"""

    @_activity
    def retrieve(self, token: str, /, params: stripe.params.TokenRetrieveParams | None = None) -> stripe.Token: ...
    @_activity
    def create(self, params: stripe.params.TokenCreateParams | None = None) -> stripe.Token: ...

class V1Topups(Group):
    """`stripe.v1.topups`"""

    @_listing
    def list(self, params: stripe.params.TopupListParams | None = None) -> stripe.ListObject[stripe.Topup]: ...
    @_activity
    def create(self, params: stripe.params.TopupCreateParams) -> stripe.Topup: ...
    @_activity
    def retrieve(self, topup: str, /, params: stripe.params.TopupRetrieveParams | None = None) -> stripe.Topup: ...
    @_activity
    def update(self, topup: str, /, params: stripe.params.TopupUpdateParams | None = None) -> stripe.Topup: ...
    @_activity
    def cancel(self, topup: str, /, params: stripe.params.TopupCancelParams | None = None) -> stripe.Topup: ...

class V1Transfers(Group):
    """`stripe.v1.transfers`"""

    @_listing
    def list(self, params: stripe.params.TransferListParams | None = None) -> stripe.ListObject[stripe.Transfer]: ...
    @_activity
    def create(self, params: stripe.params.TransferCreateParams) -> stripe.Transfer: ...
    @_activity
    def retrieve(self, transfer: str, /, params: stripe.params.TransferRetrieveParams | None = None) -> stripe.Transfer: ...
    @_activity
    def update(self, transfer: str, /, params: stripe.params.TransferUpdateParams | None = None) -> stripe.Transfer: ...
    reversals: V1TransfersReversals

class V1Treasury(Group):
    """`stripe.v1.treasury`"""

    credit_reversals: V1TreasuryCreditReversals
    debit_reversals: V1TreasuryDebitReversals
    financial_accounts: V1TreasuryFinancialAccounts
    inbound_transfers: V1TreasuryInboundTransfers
    outbound_payments: V1TreasuryOutboundPayments
    outbound_transfers: V1TreasuryOutboundTransfers
    received_credits: V1TreasuryReceivedCredits
    received_debits: V1TreasuryReceivedDebits
    transaction_entries: V1TreasuryTransactionEntries
    transactions: V1TreasuryTransactions

class V1WebhookEndpoints(Group):
    """`stripe.v1.webhook_endpoints`"""

    @_activity
    def delete(self, webhook_endpoint: str, /, params: stripe.params.WebhookEndpointDeleteParams | None = None) -> stripe.WebhookEndpoint: ...
    @_activity
    def retrieve(self, webhook_endpoint: str, /, params: stripe.params.WebhookEndpointRetrieveParams | None = None) -> stripe.WebhookEndpoint: ...
    @_activity
    def update(self, webhook_endpoint: str, /, params: stripe.params.WebhookEndpointUpdateParams | None = None) -> stripe.WebhookEndpoint: ...
    @_listing
    def list(self, params: stripe.params.WebhookEndpointListParams | None = None) -> stripe.ListObject[stripe.WebhookEndpoint]: ...
    @_activity
    def create(self, params: stripe.params.WebhookEndpointCreateParams) -> stripe.WebhookEndpoint: ...

class V2Billing(Group):
    """`stripe.v2.billing`"""

    meter_event_adjustments: V2BillingMeterEventAdjustments
    meter_event_session: V2BillingMeterEventSession
    meter_event_stream: V2BillingMeterEventStream
    meter_events: V2BillingMeterEvents

class V2Commerce(Group):
    """`stripe.v2.commerce`"""

    product_catalog: V2CommerceProductCatalog

class V2Core(Group):
    """`stripe.v2.core`"""

    account_links: V2CoreAccountLinks
    account_tokens: V2CoreAccountTokens
    accounts: V2CoreAccounts
    event_destinations: V2CoreEventDestinations
    events: V2CoreEvents
    vault: V2CoreVault

class V2MoneyManagement(Group):
    """`stripe.v2.money_management`"""

    adjustments: V2MoneyManagementAdjustments
    financial_accounts: V2MoneyManagementFinancialAccounts
    financial_addresses: V2MoneyManagementFinancialAddresses
    inbound_transfers: V2MoneyManagementInboundTransfers
    outbound_payments: V2MoneyManagementOutboundPayments
    outbound_setup_intents: V2MoneyManagementOutboundSetupIntents
    payout_intents: V2MoneyManagementPayoutIntents
    payout_methods: V2MoneyManagementPayoutMethods
    payout_methods_bank_account_spec: V2MoneyManagementPayoutMethodsBankAccountSpec
    received_credits: V2MoneyManagementReceivedCredits
    recipient_verifications: V2MoneyManagementRecipientVerifications
    test_helpers: V2MoneyManagementTestHelpers
    transaction_entries: V2MoneyManagementTransactionEntries
    transactions: V2MoneyManagementTransactions

class V2TestHelpers(Group):
    """`stripe.v2.test_helpers`"""

    money_management: V2TestHelpersMoneyManagement

class V1(Group):
    """`stripe.v1`"""

    account_links: V1AccountLinks
    account_sessions: V1AccountSessions
    accounts: V1Accounts
    apple_pay_domains: V1ApplePayDomains
    application_fees: V1ApplicationFees
    apps: V1Apps
    balance: V1Balance
    balance_settings: V1BalanceSettings
    balance_transactions: V1BalanceTransactions
    billing: V1Billing
    billing_portal: V1BillingPortal
    charges: V1Charges
    checkout: V1Checkout
    climate: V1Climate
    confirmation_tokens: V1ConfirmationTokens
    country_specs: V1CountrySpecs
    coupons: V1Coupons
    credit_notes: V1CreditNotes
    customer_sessions: V1CustomerSessions
    customers: V1Customers
    disputes: V1Disputes
    entitlements: V1Entitlements
    ephemeral_keys: V1EphemeralKeys
    events: V1Events
    exchange_rates: V1ExchangeRates
    file_links: V1FileLinks
    files: V1Files
    financial_connections: V1FinancialConnections
    forwarding: V1Forwarding
    identity: V1Identity
    invoice_items: V1InvoiceItems
    invoice_payments: V1InvoicePayments
    invoice_rendering_templates: V1InvoiceRenderingTemplates
    invoices: V1Invoices
    issuing: V1Issuing
    mandates: V1Mandates
    payment_attempt_records: V1PaymentAttemptRecords
    payment_intents: V1PaymentIntents
    payment_links: V1PaymentLinks
    payment_method_configurations: V1PaymentMethodConfigurations
    payment_method_domains: V1PaymentMethodDomains
    payment_methods: V1PaymentMethods
    payment_records: V1PaymentRecords
    payouts: V1Payouts
    plans: V1Plans
    prices: V1Prices
    product_catalog: V1ProductCatalog
    products: V1Products
    promotion_codes: V1PromotionCodes
    quotes: V1Quotes
    radar: V1Radar
    refunds: V1Refunds
    reporting: V1Reporting
    reviews: V1Reviews
    setup_attempts: V1SetupAttempts
    setup_intents: V1SetupIntents
    shipping_rates: V1ShippingRates
    sigma: V1Sigma
    sources: V1Sources
    subscription_items: V1SubscriptionItems
    subscription_schedules: V1SubscriptionSchedules
    subscriptions: V1Subscriptions
    tax: V1Tax
    tax_codes: V1TaxCodes
    tax_ids: V1TaxIds
    tax_rates: V1TaxRates
    terminal: V1Terminal
    test_helpers: V1TestHelpers
    three_d_secure: V1ThreeDSecure
    tokens: V1Tokens
    topups: V1Topups
    transfers: V1Transfers
    treasury: V1Treasury
    webhook_endpoints: V1WebhookEndpoints

class V2(Group):
    """`stripe.v2`"""

    billing: V2Billing
    commerce: V2Commerce
    core: V2Core
    money_management: V2MoneyManagement
    test_helpers: V2TestHelpers
